"""The month's step-up (R03): more than three confirmed misses, by the missed due day, once, decided by people."""

from datetime import date, timedelta

import pytest

from apps.core.refusal import Refused
from apps.duties import services as duties
from apps.penalties import services
from apps.penalties.models import Penalty
from apps.penalties.rules import steps_up
from apps.rulebook.services import set_policy
from tests.penalties.conftest import end_of

DAYS = [date(2026, 11, day) for day in range(2, 12)]
NOW = end_of(date(2026, 11, 12))


def step_ups():
    return list(Penalty.objects.filter(kind="step_up").order_by("pk"))


@pytest.mark.parametrize(
    ("misses", "comparator", "steps"),
    [(2, "gt", False), (3, "gt", False), (4, "gt", True), (2, "ge", False), (3, "ge", True), (4, "ge", True)],
)
def test_more_than_or_as_many_as(misses, comparator, steps):
    assert steps_up(misses, threshold=3, comparator=comparator) is steps


@pytest.mark.parametrize(("count", "items"), [(3, 0), (4, 1), (6, 1)])
def test_from_the_fourth_on_once_a_month(confirmed, lin, count, items):
    for day in DAYS[:count]:
        confirmed(lin, day)
    found = step_ups()
    assert len(found) == items
    if found:
        assert (found[0].percent, found[0].amount, found[0].state) == (20, 0, "proposed")
        assert (found[0].month, found[0].evidence["misses"]) == (date(2026, 11, 1), count)


def test_comparator_ge_steps_at_the_third(confirmed, house, lin, root, at):
    set_policy(
        "escalation.comparator", "ge", store=house.store, effective_from=date(2026, 11, 1), reason="从严",
        by=root, now=at("2026-10-20 09:00"),
    )  # fmt: skip
    for day in DAYS[:3]:
        confirmed(lin, day)
    assert len(step_ups()) == 1


def test_the_value_of_the_first_of_the_month_counts(confirmed, house, lin, root, at):
    set_policy(
        "escalation.comparator", "ge", store=house.store, effective_from=date(2026, 11, 2), reason="从严",
        by=root, now=at("2026-10-20 09:00"),
    )  # fmt: skip
    for day in DAYS[:3]:
        confirmed(lin, day)
    assert step_ups() == []


def test_months_people_and_kinds_are_counted_apart(confirmed, lin, du):
    for day in (*DAYS[:3], date(2026, 10, 30), date(2026, 12, 1)):
        confirmed(lin, day)
    for day in DAYS[:3]:
        confirmed(du, day)
        confirmed(lin, day, kind="report.week")
    assert step_ups() == []


def test_proposals_and_appeals_do_not_count(confirmed, proposed, lin):
    for day in DAYS[:3]:
        confirmed(lin, day)
    proposed(lin, DAYS[3])
    assert step_ups() == []


def test_falls_and_rises_with_the_count(confirmed, lin, zhou, fang):
    fourth = [confirmed(lin, day) for day in DAYS[:4]][-1]
    (item,) = step_ups()
    services.appeal(fourth, reason="请复核", now=end_of(DAYS[4]), by=lin)
    item.refresh_from_db()
    assert (item.state, item.decided_by) == ("rejected", None)
    services.decide_appeal(fourth, uphold=True, reason="维持", now=end_of(DAYS[5]), by=fang)
    item.refresh_from_db()
    assert item.state == "proposed"
    assert [move.code for move in item.moves.all()] == ["", "count_fell", "count_rose"]


def test_a_waived_miss_takes_a_confirmed_step_up_back(confirmed, lin, zhou, fang):
    rows = [confirmed(lin, day) for day in DAYS[:4]]
    (item,) = step_ups()
    services.confirm(item, now=NOW, by=fang)
    services.waive(rows[0], reason="客户出国", now=NOW, by=zhou)
    item.refresh_from_db()
    assert item.state == "rejected"


def test_what_a_person_waived_stays_waived(confirmed, lin, zhou, fang):
    for day in DAYS[:4]:
        confirmed(lin, day)
    (item,) = step_ups()
    services.confirm(item, now=NOW, by=fang)
    services.waive(item, reason="总经理特批", now=NOW, by=fang)
    confirmed(lin, DAYS[4])
    item.refresh_from_db()
    assert item.state == "waived"
    assert len(step_ups()) == 1


def test_a_duty_kept_after_all_takes_it_back(confirmed, lin, zhou):
    rows = [confirmed(lin, day) for day in DAYS[:4]]
    duties.excuse(rows[0].duty, cause="outage", now=NOW, by=zhou, reason="系统停机")
    assert services.withdraw_unfounded(now=NOW) == 1
    assert step_ups()[0].state == "rejected"


def test_nobody_confirms_their_own_step_up(confirmed, zhou, fang, wu):
    for day in DAYS[:4]:
        confirmed(zhou, day, by=wu)
    (item,) = step_ups()
    with pytest.raises(Refused):
        services.confirm(item, now=NOW, by=zhou)
    assert services.confirm(item, now=NOW, by=fang).state == "confirmed"


def test_the_appeal_of_a_step_up(confirmed, lin, zhou, gao, fang):
    for day in DAYS[:4]:
        confirmed(lin, day)
    (item,) = step_ups()
    services.confirm(item, now=NOW, by=zhou)
    services.appeal(item, reason="金额太高", now=NOW + timedelta(hours=1), by=lin)
    assert services.decide_appeal(item, uphold=True, reason="制度", now=NOW, by=gao).state == "upheld"
