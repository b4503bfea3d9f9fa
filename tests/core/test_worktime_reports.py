"""Dated cases of R20-R22, R24, R26, R50-R55."""

import pytest

from apps.core import worktime
from apps.core.worktime import Unanswerable
from tests.core.worktime_days import OFFICIAL, closed, day, moment, wall


@pytest.mark.parametrize(
    ("week", "closures", "due", "provisional"),
    [
        ("2025-01-20", "", "2025-01-27", False),
        ("2025-01-27", "", "2025-02-05", False),  # Spring Festival 2025
        ("2025-02-03", "", "2025-02-10", False),
        ("2025-04-28", "", "2025-05-06", False),
        ("2025-05-26", "", "2025-06-03", False),
        ("2025-09-22", "", "2025-09-29", False),
        ("2025-09-29", "", "2025-10-09", False),
        ("2025-12-29", "", "2026-01-05", False),
        ("2026-02-09", "", "2026-02-24", False),  # Spring Festival 2026
        ("2026-02-16", "", "2026-02-24", False),
        ("2026-03-30", "", "2026-04-07", False),
        ("2026-04-27", "", "2026-05-06", False),
        ("2026-09-28", "", "2026-10-08", False),
        ("2024-02-05", "", "2024-02-18", False),  # rolls onto the Sunday made up
        ("2024-09-09", "", "2024-09-18", False),
        ("2024-12-30", "", "2025-01-06", False),
        ("2026-12-28", "", "2027-01-04", True),
        ("2025-11-03", "2025-11-10", "2025-11-11", False),
        ("2025-11-03", "2025-11-10/2025-11-14", "2025-11-17", False),
    ],
)
def test_weekly_due(week: str, closures: str, due: str, provisional: bool) -> None:
    answer = worktime.weekly_due(closed(closures), day(week))
    assert (answer.day, answer.provisional) == (day(due), provisional)
    assert worktime.gm_report_due(closed(closures), day(week)).day == day(due)


@pytest.mark.parametrize(
    ("xun", "closures", "due", "provisional"),
    [
        ("2025-01-11", "", "2025-01-22", False),
        ("2025-01-21", "", "2025-02-06", False),
        ("2025-02-01", "", "2025-02-12", False),
        ("2025-09-21", "", "2025-10-10", False),
        ("2025-10-01", "", "2025-10-13", False),  # 11 made up, 13
        ("2025-04-21", "", "2025-05-07", False),
        ("2026-01-21", "", "2026-02-03", False),
        ("2026-02-01", "", "2026-02-12", False),
        ("2026-02-11", "", "2026-02-25", False),
        ("2025-12-21", "", "2026-01-05", False),  # 4 made up, 5
        ("2024-02-01", "", "2024-02-19", False),
        ("2024-02-21", "", "2024-03-04", False),
        ("2026-12-21", "", "2027-01-05", True),
        ("2026-02-11", "2026-02-21/2026-02-28", "2026-03-03", False),  # beyond the next xun
        ("2025-11-01", "2025-11-11", "2025-11-13", False),
    ],
)
def test_xun_due(xun: str, closures: str, due: str, provisional: bool) -> None:
    answer = worktime.xun_due(closed(closures), day(xun))
    assert (answer.day, answer.provisional) == (day(due), provisional)


@pytest.mark.parametrize(
    ("month", "closures", "due", "before"),
    [
        ("2024-01", "", "2024-02-06", "2024-02-05"),
        ("2024-04", "", "2024-05-10", "2024-05-09"),
        ("2024-09", "", "2024-10-12", "2024-10-11"),
        ("2025-01", "", "2025-02-10", "2025-02-08"),
        ("2025-04", "", "2025-05-12", "2025-05-09"),
        ("2025-05", "", "2025-06-09", "2025-06-06"),
        ("2025-09", "", "2025-10-14", "2025-10-13"),
        ("2025-10", "", "2025-11-07", "2025-11-06"),
        ("2025-12", "", "2026-01-08", "2026-01-07"),
        ("2026-01", "", "2026-02-06", "2026-02-05"),
        ("2026-02", "", "2026-03-06", "2026-03-05"),
        ("2026-04", "", "2026-05-11", "2026-05-09"),
        ("2026-09", "", "2026-10-13", "2026-10-12"),
        ("2026-11", "", "2026-12-07", "2026-12-04"),
        ("2026-12", "", "2027-01-08", "2027-01-07"),
        ("2025-10", "2025-11-04", "2025-11-10", "2025-11-07"),
        ("2025-10", "2025-11-01/2025-11-30", "2025-12-05", "2025-12-04"),
    ],
)
def test_monthly_due(month: str, closures: str, due: str, before: str) -> None:
    calendar = closed(closures)
    answer = worktime.monthly_due(calendar, day(f"{month}-01"))
    assert answer.day == day(due)
    assert answer.kept(moment(f"{due} 23:59:59"))
    assert answer.provisional == (due > "2027")
    assert worktime.monthly_due(calendar, day(f"{month}-28")).day == day(due)
    assert worktime.monthly_due(calendar, day(f"{month}-01"), inclusive=False).day == day(before)


def test_nothing_lies_before_the_first_working_day() -> None:
    with pytest.raises(Unanswerable):
        worktime.monthly_due(OFFICIAL, day("2025-11-01"), working_day=1, inclusive=False)
    for absurd in (0, 367):
        with pytest.raises(Unanswerable):
            worktime.monthly_due(OFFICIAL, day("2025-11-01"), working_day=absurd)


@pytest.mark.parametrize(
    ("joined", "closures", "due"),
    [
        ("2025-11-03", "", "2025-11-04 12:00:00"),
        ("2025-11-07", "", "2025-11-08 12:00:00"),
        ("2025-09-30", "", "2025-10-01 12:00:00"),
        ("2024-02-28", "", "2024-02-29 12:00:00"),
        ("2025-12-31", "", "2026-01-01 12:00:00"),
        ("2026-12-31", "", "2027-01-01 12:00:00"),
        ("2025-11-03", "2025-11-04/2025-11-06", "2025-11-07 12:00:00"),
        ("2025-11-03", "2025-11-03", "2025-11-04 12:00:00"),
    ],
)
def test_member_entry_due(joined: str, closures: str, due: str) -> None:
    answer = worktime.member_entry_due(closed(closures), day(joined))
    assert wall(answer) == due and answer.clock and not answer.provisional
    assert answer.kept(moment(due)) and not answer.kept(moment(due.replace("00:00", "00:01")))


@pytest.mark.parametrize(
    ("month", "due"),
    [
        ("2025-02-01", "2025-02-05"),
        ("2025-06-15", "2025-06-03"),
        ("2025-10-01", "2025-10-09"),
        ("2025-11-01", "2025-11-03"),
        ("2026-01-01", "2026-01-04"),
        ("2026-05-01", "2026-05-06"),
    ],
)
def test_omd_import_due(month: str, due: str) -> None:
    assert worktime.omd_import_due(OFFICIAL, day(month)).day == day(due)


@pytest.mark.parametrize(
    ("week", "due"),
    [
        ("2025-11-03", "2025-11-07"),
        ("2025-09-29", "2025-09-30"),  # Friday off: earlier
        ("2025-10-06", "2025-10-10"),
        ("2025-01-27", "2025-01-27"),
        ("2025-12-29", "2026-01-04"),  # Friday off, the Sunday is made up
        ("2026-04-27", "2026-04-30"),
        ("2024-02-12", "2024-02-18"),
        ("2026-02-16", None),  # a week without a working day
    ],
)
def test_weekly_duty_due(week: str, due: str | None) -> None:
    answer = worktime.weekly_duty_due(OFFICIAL, day(week))
    assert (answer and answer.day) == (day(due) if due else None)


@pytest.mark.parametrize(
    ("any_day", "due"),
    [
        ("2025-01-10", "2025-03-31"),
        ("2025-06-30", "2025-06-30"),
        ("2025-09-01", "2025-09-30"),
        ("2025-10-01", "2025-12-31"),
        ("2024-02-29", "2024-03-29"),
        ("2024-05-31", "2024-06-28"),
    ],
)
def test_quarterly_due(any_day: str, due: str) -> None:
    assert worktime.quarterly_due(OFFICIAL, day(any_day)).day == day(due)


def test_annual_due_and_effort() -> None:
    due = worktime.annual_due(OFFICIAL, 2026)
    assert due.day == day("2026-12-31")
    assert worktime.effort_start(due, 15) == day("2026-12-16")
    with pytest.raises(Unanswerable):
        worktime.annual_due(closed("2026-12-01/2026-12-31"), 2026)


@pytest.mark.parametrize(
    ("rule", "given", "due"),
    [
        (worktime.maintenance_follow_up_due, "2025-11-05", "2025-11-07"),
        (worktime.maintenance_follow_up_due, "2025-11-07", "2025-11-07"),
        (worktime.maintenance_follow_up_due, "2025-11-08", "2025-11-09"),
        (worktime.property_summary_due, "2025-02-10", "2025-02-28"),
        (worktime.property_summary_due, "2024-02-10", "2024-02-29"),
        (worktime.property_summary_due, "2025-01-31", "2025-01-30"),
        (worktime.property_summary_due, "2025-04-01", "2025-04-30"),
        (worktime.filing_due, "2025-11-20", "2025-11-05"),
        (worktime.filing_due, "2025-10-01", "2025-10-09"),
        (worktime.filing_due, "2025-04-01", "2025-04-07"),
        (worktime.filing_due, "2026-05-01", "2026-05-06"),
        (worktime.filing_due, "2026-04-01", "2026-04-07"),
    ],
)
def test_fixed_places_in_week_and_month(rule, given: str, due: str) -> None:
    assert rule(OFFICIAL, day(given)).day == day(due)
