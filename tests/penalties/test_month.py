"""Closing a month by two people, and reversals afterwards (S14, R05)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from apps.core.refusal import Refused
from apps.penalties import services
from apps.penalties.models import PayrollLine, PayrollMonth, Penalty
from apps.penalties.rules import over_cap, wage_needed
from tests.penalties.conftest import end_of

DAYS = [date(2026, 10, day) for day in range(9, 16)]
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def month(house):
    return services.open_month(house.store, month=date(2026, 10, 1))


@pytest.fixture
def closed(confirmed, month, lin, zhou, qian, at):
    """October with `count` misses of 林晓彤, closed by 钱丽."""

    def close(count=4):
        rows = [confirmed(lin, day) for day in DAYS[:count]]
        services.ready_month(month, now=at("2026-11-02 10:00"), by=zhou)
        services.close_month(month, now=at("2026-11-09 10:00"), by=qian)
        for row in rows:
            row.refresh_from_db()
        return rows

    return close


def test_ready_then_closed_by_another(closed, month, lin, zhou, qian):
    rows = closed(4)
    assert (month.state, month.ready_by, month.closed_by) == ("closed", zhou, qian)
    assert {row.state for row in rows} == {"settled"}
    assert {row.settled_in for row in rows} == {month}
    line = PayrollLine.objects.get()
    assert (line.user, line.miss_count, line.item_count) == (lin, 4, 5)
    assert (line.amount, line.percent) == (Decimal(80), 20)
    assert [move.what for move in month.moves.all()] == ["ready", "close"]
    assert [move.what for move in rows[0].moves.all()] == ["propose", "confirm", "settle"]
    step = Penalty.objects.get(kind="step_up")
    assert (step.state, step.confirmed_by) == ("settled", zhou)


def test_three_misses_have_no_step(closed):
    closed(3)
    line = PayrollLine.objects.get()
    assert (line.miss_count, line.item_count, line.amount, line.percent) == (3, 3, Decimal(60), 0)


def test_not_before_the_month_is_over(month, zhou, at):
    with pytest.raises(Refused):
        services.ready_month(month, now=at("2026-10-31 23:59"), by=zhou)
    assert services.ready_month(month, now=at("2026-11-01 00:00"), by=zhou).state == "ready"


def test_what_is_undecided_blocks_and_is_counted(proposed, month, lin, zhou, at):
    proposed(lin, DAYS[0])
    proposed(lin, DAYS[1])
    with pytest.raises(Refused) as refusal:
        services.ready_month(month, now=at("2026-11-02 10:00"), by=zhou)
    assert "2" in str(refusal.value)
    month.refresh_from_db()
    assert month.state == "open"


def test_a_running_term_for_appeal_blocks_the_closing(confirmed, month, lin, zhou, qian, at):
    for day in DAYS[:4]:
        confirmed(lin, day)
    services.ready_month(
        month, now=at("2026-11-02 10:00"), by=zhou
    )  # the step-up is told now: until the 5th, 24:00
    with pytest.raises(Refused) as refusal:
        services.close_month(month, now=at("2026-11-05 23:59"), by=qian)
    assert "2026-11-06 00:00" in str(refusal.value)
    assert services.close_month(month, now=at("2026-11-06 00:00"), by=qian).state == "closed"


def test_only_the_named_roles(month, lin, zhou, fang, qian, gao, wu, at):
    now = at("2026-11-02 10:00")
    for who in (lin, fang, qian, gao, wu):
        with pytest.raises(Refused) as refusal:
            services.ready_month(month, now=now, by=who)
        assert refusal.value.code == "forbidden"
    services.ready_month(month, now=now, by=zhou)
    for who in (lin, zhou, gao, wu):
        with pytest.raises(Refused) as refusal:
            services.close_month(month, now=now, by=who)
        assert refusal.value.code == "forbidden"
    assert services.close_month(month, now=now, by=fang).closed_by == fang


def test_the_database_insists_on_two_people(month, zhou):
    with pytest.raises(IntegrityError), transaction.atomic():
        PayrollMonth.objects.filter(pk=month.pk).update(ready_by=zhou, closed_by=zhou)


def test_the_manager_does_not_confirm_their_own_step_up_with_ready(confirmed, month, zhou, wu, fang, at):
    for day in DAYS[:4]:
        confirmed(zhou, day, by=wu)
    now = at("2026-11-02 10:00")
    with pytest.raises(Refused) as refusal:
        services.ready_month(month, now=now, by=zhou)
    assert refusal.value.code == "forbidden"
    services.confirm(Penalty.objects.get(kind="step_up"), now=now, by=fang)
    assert services.ready_month(month, now=now, by=zhou).state == "ready"


def test_a_change_after_ready_opens_the_month_again(confirmed, month, lin, zhou, qian, at):
    penalty = confirmed(lin, DAYS[0])
    services.ready_month(month, now=at("2026-11-02 10:00"), by=zhou)
    services.waive(penalty, reason="查明系误判", now=at("2026-11-02 11:00"), by=zhou)
    month.refresh_from_db()
    assert (month.state, month.ready_by) == ("open", None)
    with pytest.raises(Refused):
        services.close_month(month, now=at("2026-11-09 10:00"), by=qian)


def test_closing_twice_is_refused(closed, month, fang, zhou, at):
    closed(1)
    for verb, who in ((services.close_month, fang), (services.ready_month, zhou)):
        with pytest.raises(Refused) as refusal:
            verb(month, now=at("2026-11-10 10:00"), by=who)
        assert refusal.value.code == "closed"


def test_settled_rows_do_not_move(closed, lin, zhou, fang, at):
    (row,) = closed(1)
    now = at("2026-11-10 10:00")
    for verb in (services.confirm, services.reject, services.waive):
        with pytest.raises(Refused):
            verb(row, reason="因为", now=now, by=fang)
    with pytest.raises(Refused):
        services.appeal(row, reason="因为", now=now, by=lin)
    assert services.withdraw_unfounded(now=now) == 0


def test_a_reversal_stands_in_the_open_month(closed, month, lin, fang, at):
    (row,) = closed(1)
    counter = services.reverse(row, reason="录音证明已回访", now=at("2026-11-10 10:00"), by=fang)
    assert row.state == "reversed"
    assert (counter.amount, counter.month, counter.state) == (Decimal(-20), NOVEMBER, "confirmed")
    assert (counter.kind, counter.reverses, counter.subject) == ("reversal", row, lin)
    assert PayrollLine.objects.get().amount == Decimal(20)
    with pytest.raises(Refused) as refusal:
        services.reverse(row, reason="再一次", now=at("2026-11-10 11:00"), by=fang)
    assert refusal.value.code == "stale"


def test_back_to_three_reverses_the_step_up_too(closed, fang, zhou, qian, house, at):
    rows = closed(4)
    services.reverse(rows[0], reason="录音证明已回访", now=at("2026-11-10 10:00"), by=fang)
    counters = Penalty.objects.filter(kind="reversal").order_by("amount")
    assert [(row.amount, row.percent, row.month) for row in counters] == [
        (Decimal(-20), 0, NOVEMBER),
        (Decimal(0), -20, NOVEMBER),
    ]
    assert Penalty.objects.get(kind="step_up").state == "reversed"
    november = services.open_month(house.store, month=NOVEMBER)
    services.ready_month(november, now=at("2026-12-01 09:00"), by=zhou)
    services.close_month(november, now=at("2026-12-02 09:00"), by=qian)
    line = PayrollLine.objects.get(payroll_month=november)
    assert (line.amount, line.percent, line.miss_count) == (Decimal(-20), -20, 0)


def test_five_misses_less_one_keep_the_step_up(closed, fang, at):
    rows = closed(5)
    services.reverse(rows[0], reason="录音证明已回访", now=at("2026-11-10 10:00"), by=fang)
    assert Penalty.objects.get(kind="step_up").state == "settled"


def test_who_reverses(closed, lin, zhou, fang, gao, qian, at):
    (row,) = closed(1)
    now = at("2026-11-10 10:00")
    for who in (lin, zhou, qian):
        with pytest.raises(Refused) as refusal:
            services.reverse(row, reason="因为", now=now, by=who)
        assert refusal.value.code == "forbidden"
    with pytest.raises(Refused) as refusal:
        services.reverse(row, reason="", now=now, by=gao)
    assert refusal.value.field == "reason"
    assert services.reverse(row, reason="因为", now=now, by=gao).confirmed_by == gao


def test_the_confirmer_does_not_reverse(confirmed, month, lin, zhou, fang, qian, at):
    row = confirmed(lin, DAYS[0], by=fang)
    services.ready_month(month, now=at("2026-11-02 10:00"), by=zhou)
    services.close_month(month, now=at("2026-11-02 11:00"), by=qian)
    row.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        services.reverse(row, reason="因为", now=at("2026-11-10 10:00"), by=fang)
    assert refusal.value.code == "forbidden"


def test_a_proposal_of_a_closed_month_is_confirmed_into_the_open_one(closed, proposed, month, lin, zhou, at):
    closed(1)
    late = proposed(lin, DAYS[2])
    assert late.month == NOVEMBER
    Penalty.objects.filter(pk=late.pk).update(month=month.month)  # written while the month was being closed
    late.refresh_from_db()
    assert services.confirm(late, now=at("2026-11-10 10:00"), by=zhou).month == NOVEMBER


def test_sheets_and_sums(confirmed, proposed, month, lin, du):
    for day in DAYS[:4]:
        confirmed(lin, day)
    proposed(du, DAYS[0])
    sheets = {sheet.user: sheet for sheet in services.month_sheets(month)}
    assert (sheets[lin].misses, sheets[lin].amount, sheets[lin].percent) == (4, Decimal(80), 0)
    assert (sheets[lin].waiting, sheets[du].waiting, sheets[du].amount) == (1, 1, Decimal(0))


@pytest.mark.parametrize(
    ("amount", "percent", "over"),
    [(0, 20, False), (20, 20, True), (20, 0, False), (0, 21, True), (-20, 20, False), (0, 0, False)],
)
def test_the_cap_is_a_warning(amount, percent, over):
    assert over_cap(amount=Decimal(amount), percent=percent, cap_percent=20) is over


def test_wage_from_which_fines_stay_within_the_cap():
    assert wage_needed(Decimal(80), cap_percent=20) == Decimal(400)
    assert wage_needed(Decimal("0.01"), cap_percent=30) == Decimal("0.04")
    assert wage_needed(Decimal(0), cap_percent=20) == 0
    assert wage_needed(Decimal(5), cap_percent=0) is None


def test_closing_is_a_few_statements_whatever_the_rows(
    owed, month, lin, du, zhou, qian, at, django_assert_num_queries
):
    from apps.duties import services as duties

    for day in DAYS[:3]:
        for who in (lin, du):
            owed(who, day, kind="report.week")
    duties.mark_missed(now=end_of(DAYS[3]))
    services.propose_for_missed(now=end_of(DAYS[3]))
    for penalty in Penalty.objects.select_related("store", "subject"):
        services.confirm(penalty, now=end_of(DAYS[3]), by=zhou)
    services.ready_month(month, now=at("2026-11-02 10:00"), by=zhou)
    with django_assert_num_queries(12):
        services.close_month(month, now=at("2026-11-02 10:00") + timedelta(days=3), by=qian)
    assert PayrollLine.objects.count() == 2
