"""What is not founded any more falls away or is decided again, never after settlement (domain.md 4.5)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.core.refusal import Refused
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.notices.models import Notice
from apps.penalties import services
from tests.penalties.conftest import end_of, plan_for

DAY = date(2026, 11, 4)
NOW = end_of(DAY) + timedelta(hours=10)


def states(penalty):
    penalty.refresh_from_db()
    return penalty.state


@pytest.mark.parametrize("stage", ["proposed", "confirmed", "appealed", "upheld"])
def test_kept_in_time_is_rejected_from_every_stage(proposed, lin, zhou, fang, stage):
    penalty = proposed(lin, DAY)
    if stage != "proposed":
        services.confirm(penalty, now=NOW, by=zhou)
    if stage in ("appealed", "upheld"):
        services.appeal(penalty, reason="我打了", now=NOW, by=lin)
    if stage == "upheld":
        services.decide_appeal(penalty, uphold=True, reason="维持", now=NOW, by=fang)
    duties.settle(penalty.duty, at=end_of(DAY) - timedelta(seconds=1), by=lin)
    assert services.withdraw_unfounded(now=NOW) == 1
    assert states(penalty) == "rejected"
    last = penalty.moves.last()
    assert (last.what, last.old, last.new, last.code, last.by) == (
        "withdraw", stage, "rejected", "kept_in_time", None,
    )  # fmt: skip
    assert services.withdraw_unfounded(now=NOW) == 0
    told = Notice.objects.filter(user=lin, title__startswith="A penalty fell away").count()
    assert told == (0 if stage == "proposed" else 1)


def test_an_excuse_rejects(proposed, lin, zhou):
    penalty = proposed(lin, DAY)
    duties.excuse(penalty.duty, cause="decided", now=NOW, by=zhou, reason="停电")
    services.withdraw_unfounded(now=NOW)
    assert states(penalty) == "rejected"


@pytest.mark.parametrize("stage", ["proposed", "confirmed"])
def test_a_voided_document_goes_back_to_be_decided(proposed, lin, zhou, fang, stage):
    penalty = proposed(lin, DAY)
    if stage == "confirmed":
        services.confirm(penalty, now=NOW, by=fang)
    duties.cancel(penalty.duty, now=NOW, by=zhou, code="void")
    assert services.withdraw_unfounded(now=NOW) == 1
    assert services.withdraw_unfounded(now=NOW) == 0
    assert states(penalty) == "proposed"
    assert (penalty.confirmed_by, penalty.appeal_until) == (None, None)
    assert penalty.evidence["changed"] == "voided"
    assert Notice.objects.filter(user=zhou, title__startswith="The evidence").count() == 1
    with pytest.raises(Refused):
        services.confirm(penalty, now=NOW, by=zhou)
    assert services.reject(penalty, reason="单据作废", now=NOW, by=zhou).state == "rejected"


def test_a_corrected_date_goes_back_and_is_proposed_anew(confirmed, lin, zhou):
    penalty = confirmed(lin, DAY)
    later = DAY + timedelta(days=2)
    Duty.objects.filter(pk=penalty.duty_id).update(missed_at=end_of(later), **plan_for(later).columns())
    now = end_of(later) + timedelta(hours=9)
    services.withdraw_unfounded(now=now)
    assert (states(penalty), penalty.evidence["changed"]) == ("proposed", "moved")
    assert services.propose_for_missed(now=now) == 1
    penalty.refresh_from_db()
    assert (penalty.fact_day, penalty.state, "changed" in penalty.evidence) == (later, "proposed", False)
    assert services.confirm(penalty, now=now, by=zhou).state == "confirmed"
    assert services.propose_for_missed(now=now) == 0


def test_opened_again_and_missed_at_the_same_moment(proposed, lin, zhou):
    penalty = proposed(lin, DAY)
    Duty.objects.filter(pk=penalty.duty_id).update(state="open", missed_at=None)
    services.withdraw_unfounded(now=NOW)
    assert (states(penalty), penalty.evidence["changed"]) == ("proposed", "opened_again")
    duties.mark_missed(now=NOW)
    assert services.propose_for_missed(now=NOW) == 1
    assert services.confirm(penalty, now=NOW, by=zhou).state == "confirmed"


def test_a_verb_may_ask_for_its_own_duties_only(proposed, lin, zhou):
    first, second = proposed(lin, DAY), proposed(lin, DAY)
    for penalty in (first, second):
        duties.excuse(penalty.duty, cause="decided", now=NOW, by=zhou, reason="停电")
    assert services.withdraw_unfounded(now=NOW, duties=[first.duty_id]) == 1
    assert (states(first), states(second)) == ("rejected", "proposed")


@pytest.mark.parametrize(("fell", "state"), [(True, "rejected"), (False, "proposed")])
def test_a_judged_fact_that_changed(house, lin, zhou, fell, state):
    columns = {
        "subject": lin, "store": house.store, "rule": "R12", "policy_values": {}, "amount": Decimal(100),
        "fact_day": DAY, "evidence": {"complaint": 7}, "title": "TS2611-007", "url_name": "complaints:detail",
        "object_id": 7, "now": NOW,
    }  # fmt: skip
    penalty = services.propose("complaint_delay", key="delay:7", **columns)
    assert services.propose("complaint_delay", key="delay:7", **columns).pk == penalty.pk
    services.confirm(penalty, now=NOW, by=zhou)
    assert services.evidence_changed("delay:7", code="merged", now=NOW, fell=fell) == 1
    assert states(penalty) == state
    assert services.evidence_changed("delay:7", code="merged", now=NOW) == 0


def test_statement_count_does_not_follow_the_rows(owed, lin, zhou, django_assert_num_queries):
    for rows in (3, 20):
        made = [owed(lin, DAY) for _ in range(rows)]
        duties.mark_missed(now=NOW)
        services.propose_for_missed(now=NOW)
        for duty in made:
            duty.refresh_from_db()
        duties.excuse_many([duty.pk for duty in made], cause="outage", now=NOW)
        with django_assert_num_queries(6):
            assert services.withdraw_unfounded(now=NOW) == rows


def test_a_ready_month_is_opened_again_when_its_fine_falls(confirmed, house, lin, zhou, fang):
    penalty = confirmed(lin, DAY)
    month = services.open_month(house.store, month=date(2026, 11, 1))
    later = end_of(date(2026, 12, 1))
    services.ready_month(month, now=later, by=zhou)
    duties.excuse(penalty.duty, cause="decided", now=later, by=fang, reason="停电")
    services.withdraw_unfounded(now=later)
    month.refresh_from_db()
    assert (states(penalty), month.state) == ("rejected", "open")
