"""Missed duties become proposals (R02, R23, R25): once, at the price of the missed day, for who answered for it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.accounts.models import Absence
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.notices.models import Notice
from apps.penalties import services
from apps.penalties.models import PayrollMonth, Penalty
from apps.rulebook.services import set_policy
from tests.penalties.conftest import end_of, plan_for

DAY = date(2026, 11, 5)
LATER = end_of(DAY) + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("duty_kind", "kind", "rule", "amount"),
    [
        ("callback.delivery", "callback_miss", "R02", 20),
        ("callback.repair", "callback_miss", "R02", 20),
        ("callback.manual", "callback_miss", "R02", 20),
        ("report.week", "report_late", "R23", 20),
        ("report.xun", "report_late", "R23", 20),
        ("report.month", "report_late", "R23", 20),
        ("members.entry", "member_late", "R25", 10),
    ],
)
def test_each_kind_of_miss_has_its_rule_and_amount(missed, lin, duty_kind, kind, rule, amount):
    duty = missed(lin, DAY, kind=duty_kind)
    assert services.propose_for_missed(now=LATER) == 1
    penalty = Penalty.objects.get(duty=duty)
    assert (penalty.kind, penalty.rule, penalty.amount) == (kind, rule, Decimal(amount))
    assert (penalty.subject, penalty.month, penalty.fact_day) == (lin, date(2026, 11, 1), DAY)
    assert (penalty.state, penalty.title) == ("proposed", duty.title)
    assert [(m.what, m.old, m.new, m.by) for m in penalty.moves.all()] == [("propose", "", "proposed", None)]


@pytest.mark.parametrize(
    "duty_kind",
    ["callback.verify", "complaint.report", "complaint.first_contact", "complaint.return", "complaint.close"],
)
def test_other_misses_cost_nothing(missed, lin, duty_kind):
    missed(lin, DAY, kind=duty_kind)
    assert services.propose_for_missed(now=LATER) == 0


def test_running_twice_makes_none(missed, lin):
    missed(lin, DAY)
    assert services.propose_for_missed(now=LATER) == 1
    assert services.propose_for_missed(now=LATER) == 0
    assert Penalty.objects.count() == 1


def test_amount_is_the_one_of_the_missed_due_day(missed, house, lin, root, at):
    set_policy(
        "penalty.callback_miss", 30, store=house.store, effective_from=date(2026, 11, 6), reason="新办法",
        by=root, now=at("2026-11-01 09:00"),
    )  # fmt: skip
    missed(lin, DAY)
    missed(lin, DAY + timedelta(days=1))
    services.propose_for_missed(now=end_of(DAY) + timedelta(days=2))
    found = dict(Penalty.objects.values_list("fact_day", "amount"))
    assert found == {DAY: Decimal(20), DAY + timedelta(days=1): Decimal(30)}
    dear = Penalty.objects.get(amount=30).policy_values["penalty.callback_miss"]
    assert (dear["value"], dear["since"]) == (30, "2026-11-06")


def test_the_owner_at_the_cut_off_answers(missed, lin, du, zhou):
    duty = missed(lin, DAY)
    duties.reassign(duty, to=du, now=LATER, by=zhou)
    services.propose_for_missed(now=LATER)
    assert Penalty.objects.get().subject == lin


def test_excused_and_cancelled_are_not_proposed(missed, lin, zhou):
    duties.excuse(missed(lin, DAY), cause="decided", now=LATER, by=zhou, reason="停电")
    duties.cancel(missed(lin, DAY), now=LATER, by=zhou, code="void")
    assert services.propose_for_missed(now=LATER) == 0


def test_unowned_work_is_one_notice_and_no_penalty(owed, zhou, lin):
    duty = owed(None, DAY)
    duties.mark_missed(now=LATER)
    assert duties.report_unassigned(now=LATER) == 1
    assert [(e.what, e.code, e.at) for e in duty.events.all()][-1] == ("cause", "unassigned", LATER)
    assert duties.report_unassigned(now=LATER) == 0
    assert services.propose_for_missed(now=LATER) == 0
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (zhou, "duty.unassigned")


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2026, 11, 2), date(2026, 11, 5), 0),
        (date(2026, 11, 1), date(2026, 11, 9), 0),
        (date(2026, 11, 3), date(2026, 11, 5), 1),
        (date(2026, 11, 2), date(2026, 11, 4), 1),
        (date(2026, 11, 4), date(2026, 11, 4), 1),
    ],
)
def test_absent_on_every_window_is_excused(missed, lin, zhou, at, first, last, count):
    Absence.objects.create(entered_by=zhou, user=lin, first_day=first, last_day=last)
    duty = missed(lin, DAY, opened=at("2026-11-02 08:00"))
    assert services.propose_for_missed(now=LATER) == count
    duty.refresh_from_db()
    if count == 0:
        assert (duty.state, duty.cause) == ("excused", "absent")
        assert Notice.objects.get().user == zhou


def test_two_absences_together_cover_the_days(missed, lin, zhou, at):
    Absence.objects.create(entered_by=zhou, user=lin, first_day=date(2026, 11, 2), last_day=date(2026, 11, 3))
    Absence.objects.create(entered_by=zhou, user=lin, first_day=date(2026, 11, 4), last_day=date(2026, 11, 5))
    missed(lin, DAY, opened=at("2026-11-02 08:00"))
    assert services.propose_for_missed(now=LATER) == 0


def test_absence_with_a_substitute_is_no_excuse(missed, lin, du, zhou, at):
    Absence.objects.create(
        entered_by=zhou, user=lin, first_day=date(2026, 11, 1), last_day=date(2026, 11, 9), substitute=du
    )
    missed(lin, DAY, opened=at("2026-11-02 08:00"))
    assert services.propose_for_missed(now=LATER) == 1


def test_only_windows_after_the_assignment_count(missed, lin, zhou, at):
    """Assigned after the last window of the 2nd: that day had no chance left."""
    Absence.objects.create(entered_by=zhou, user=lin, first_day=date(2026, 11, 3), last_day=date(2026, 11, 5))
    missed(lin, DAY, opened=at("2026-11-02 18:31"))
    assert services.propose_for_missed(now=LATER) == 0


def test_a_miss_of_a_closed_month_lands_in_the_open_one(missed, house, lin, zhou, qian):
    PayrollMonth.objects.create(
        store=house.store, month=date(2026, 10, 1), state="closed", ready_by=zhou, closed_by=qian
    )
    missed(lin, date(2026, 10, 30))
    services.propose_for_missed(now=LATER)
    penalty = Penalty.objects.get()
    assert (penalty.month, penalty.fact_day) == (date(2026, 11, 1), date(2026, 10, 30))
    assert penalty.evidence["closed_month"] == "2026-10"


def test_missed_again_after_it_fell_away_is_proposed_again(proposed, lin, zhou):
    penalty = proposed(lin, DAY)
    duties.settle(penalty.duty, at=end_of(DAY) - timedelta(seconds=1), by=lin)
    services.withdraw_unfounded(now=LATER)
    penalty.refresh_from_db()
    assert penalty.state == "rejected"
    duties.reopen(penalty.duty, now=LATER, by=zhou, reason="录音为空")
    assert services.propose_for_missed(now=LATER) == 1
    penalty.refresh_from_db()
    assert penalty.state == "proposed"
    assert [m.what for m in penalty.moves.all()] == ["propose", "withdraw", "propose"]


def test_what_a_person_rejected_stays_rejected(proposed, lin, zhou):
    services.reject(proposed(lin, DAY), reason="客户出国", now=LATER, by=zhou)
    assert services.propose_for_missed(now=LATER) == 0


def statements_for(rows, missed_many, django_assert_num_queries, count):
    missed_many(rows)
    with django_assert_num_queries(count):
        assert services.propose_for_missed(now=LATER) == rows


def test_statement_count_does_not_follow_the_rows(owed, lin, django_assert_num_queries):
    def many(rows):
        for _ in range(rows):
            owed(lin, DAY)
        duties.mark_missed(now=LATER)

    statements_for(3, many, django_assert_num_queries, 10)
    statements_for(30, many, django_assert_num_queries, 10)
    with django_assert_num_queries(5):
        assert services.propose_for_missed(now=LATER) == 0


def test_stores_keep_to_themselves(missed, lin, stranger):
    duty = missed(lin, DAY)
    other = Duty.objects.create(
        store=stranger.posts.get().store, kind=duty.kind, key="elsewhere", owner=stranger, responsible=stranger,
        opened_at=LATER, original_due_at=LATER, state="missed", missed_at=LATER, title="X", url_name="desk:call",
        **plan_for(DAY).columns(),
    )  # fmt: skip
    services.propose_for_missed(now=LATER)
    assert Penalty.objects.get(duty=other).store == other.store
    assert Penalty.objects.get(duty=duty).store == duty.store
