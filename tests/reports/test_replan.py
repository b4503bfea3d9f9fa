"""Calendar or rules change: open report duties follow, submitted and missed ones stay."""

from datetime import date

import pytest

from apps.duties.models import Duty
from apps.duties.services import mark_missed
from apps.reports import services
from apps.rulebook.services import close_store, set_policy


@pytest.fixture
def opened(house, lin, at):
    services.open_report_duties(now=at("2026-11-03 12:00"))


def close(house, root, at, day):
    close_store(house.store, first_day=day, last_day=day, reason="盘点", by=root, now=at("2026-11-04 09:00"))


def test_a_closure_moves_the_weekly_report(opened, house, root, at):
    close(house, root, at, date(2026, 11, 9))
    preview = services.replan(now=at("2026-11-04 09:00"), write=False, store=house.store)
    assert [(move.duty.kind, move.new_at) for move in preview] == [("report.week", at("2026-11-11 00:00"))]
    assert Duty.objects.get(kind="report.week").due_day == date(2026, 11, 9)

    assert len(services.replan(now=at("2026-11-04 09:00"))) == 1
    duty = Duty.objects.get(kind="report.week")
    assert (duty.due_day, duty.original_due_at) == (date(2026, 11, 10), at("2026-11-10 00:00"))
    assert services.replan(now=at("2026-11-04 09:01")) == []
    assert set(Duty.objects.values_list("plan_stamp", flat=True)) == {1}


def test_a_rule_moves_the_monthly_report(opened, house, root, at):
    set_policy(
        "report.monthly.working_day", 3, store=house.store, effective_from=date(2026, 12, 1), reason="提前",
        by=root, now=at("2026-11-04 09:00"),
    )  # fmt: skip
    moves = services.replan(now=at("2026-11-04 09:00"))
    assert [(move.duty.kind, move.duty.due_day) for move in moves] == [("report.month", date(2026, 12, 3))]


def test_missed_and_settled_duties_never_move(opened, house, root, at):
    mark_missed(now=at("2026-11-10 00:00"))
    close(house, root, at, date(2026, 11, 9))
    assert services.replan(now=at("2026-11-10 00:01")) == []
