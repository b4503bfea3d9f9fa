"""Dated cases of R08-R11, R16, R17, each clock deadline one second around its edge."""

from datetime import time, timedelta

import pytest

from apps.core import worktime
from apps.core.worktime import Unanswerable
from tests.core.worktime_days import OFFICIAL, closed, day, moment, wall


@pytest.mark.parametrize(
    ("learned", "due"),
    [
        ("2025-11-03 10:00:00", "2025-11-03 11:00:00"),
        ("2025-11-03 23:30:00", "2025-11-04 00:30:00"),  # the clock runs at night
        ("2024-02-29 23:00:01", "2024-03-01 00:00:01"),
        ("2025-10-01 09:15:30", "2025-10-01 10:15:30"),
    ],
)
def test_report_due(learned: str, due: str) -> None:
    answer = worktime.report_due(OFFICIAL, moment(learned))
    assert wall(answer) == due
    assert answer.kept(moment(due)) and not answer.kept(moment(due) + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("issued", "closures", "due"),
    [
        ("2025-11-03 08:00:00", "", "2025-11-03 11:00:00"),  # before hours
        ("2025-11-03 08:59:59", "", "2025-11-03 11:00:00"),
        ("2025-11-03 09:00:00", "", "2025-11-03 11:00:00"),
        ("2025-11-03 09:00:01", "", "2025-11-03 11:00:01"),
        ("2025-11-03 10:17:23", "", "2025-11-03 12:17:23"),
        ("2025-11-03 16:29:59", "", "2025-11-03 18:29:59"),
        ("2025-11-03 16:30:00", "", "2025-11-03 18:30:00"),  # the last instant still counts
        ("2025-11-03 16:30:01", "", "2025-11-04 09:00:01"),
        ("2025-11-03 17:30:00", "", "2025-11-04 10:00:00"),
        ("2025-11-03 18:29:59", "", "2025-11-04 10:59:59"),
        ("2025-11-03 18:30:00", "", "2025-11-04 11:00:00"),
        ("2025-11-03 18:30:01", "", "2025-11-04 11:00:00"),
        ("2025-11-03 23:59:59", "", "2025-11-04 11:00:00"),
        ("2025-11-04 00:00:00", "", "2025-11-04 11:00:00"),
        ("2025-11-07 18:00:00", "", "2025-11-08 10:30:00"),  # Saturday is a business day
        ("2025-09-30 18:00:00", "", "2025-10-01 10:30:00"),  # so is National Day
        ("2026-02-16 20:00:00", "", "2026-02-17 11:00:00"),
        ("2024-02-28 18:00:00", "", "2024-02-29 10:30:00"),
        ("2025-12-31 17:00:00", "", "2026-01-01 09:30:00"),
        ("2025-11-03 18:00:00", "2025-11-04", "2025-11-05 10:30:00"),
        ("2025-11-03 10:00:00", "2025-11-03", "2025-11-04 11:00:00"),
        ("2025-11-03 17:00:00", "2025-11-04/2025-11-09", "2025-11-10 09:30:00"),
        ("2026-12-31 18:00:00", "", "2027-01-01 10:30:00"),
    ],
)
def test_first_contact_due(issued: str, closures: str, due: str) -> None:
    answer = worktime.first_contact_due(closed(closures), moment(issued))
    assert wall(answer) == due and answer.clock and not answer.provisional
    assert answer.kept(moment(due)) and not answer.kept(moment(due) + timedelta(seconds=1))


def test_first_contact_over_several_days_and_other_hours() -> None:
    answer = worktime.first_contact_due(OFFICIAL, moment("2025-11-03 18:00"), minutes=30 + 570 * 2 + 1)
    assert wall(answer) == "2025-11-06 09:01:00"
    answer = worktime.first_contact_due(OFFICIAL, moment("2025-11-03 13:00"), hours=(time(8), time(12)))
    assert wall(answer) == "2025-11-04 10:00:00"
    for absurd in (0, -5, 100001):
        with pytest.raises(Unanswerable):
            worktime.first_contact_due(OFFICIAL, moment("2025-11-03 18:00"), minutes=absurd)
    with pytest.raises(Unanswerable):
        worktime.first_contact_due(OFFICIAL, moment("2025-11-03 18:00"), hours=(time(12), time(12)))


@pytest.mark.parametrize(
    ("issued", "closures", "close", "back"),
    [
        ("2025-11-03", "", "2025-11-06", "2025-11-05"),
        ("2025-09-29", "", "2025-10-02", "2025-10-01"),
        ("2024-02-27", "", "2024-03-01", "2024-02-29"),
        ("2025-12-29", "", "2026-01-01", "2025-12-31"),
        ("2025-11-03", "2025-11-06", "2025-11-07", "2025-11-05"),
        ("2025-11-03", "2025-11-05/2025-11-07", "2025-11-08", "2025-11-08"),
        ("2025-11-03", "2025-11-04", "2025-11-06", "2025-11-05"),
    ],
)
def test_close_and_return_due(issued: str, closures: str, close: str, back: str) -> None:
    calendar = closed(closures)
    assert worktime.complaint_close_due(calendar, day(issued)).day == day(close)
    assert worktime.return_due(calendar, day(issued)).day == day(back)


def test_close_due_by_business_line() -> None:
    due = worktime.line_close_due(OFFICIAL, day("2025-11-03"), days=0)
    assert due and due.day == day("2025-11-03")
    assert worktime.line_close_due(OFFICIAL, day("2025-11-03"), days=None) is None


@pytest.mark.parametrize(
    ("learned", "due"),
    [
        ("2025-11-03", "2025-11-12"),
        ("2025-09-25", "2025-10-11"),  # 26, 28 made up, 29, 30, 9, 10, 11 made up
        ("2026-02-10", "2026-02-26"),  # 11, 12, 13, 14 made up, 24, 25, 26
        ("2025-11-07", "2025-11-18"),
        ("2025-11-08", "2025-11-18"),
    ],
)
def test_legal_due_is_not_extended_by_closures(learned: str, due: str) -> None:
    assert worktime.legal_due(OFFICIAL, day(learned)).day == day(due)
    assert worktime.legal_due(closed("2025-11-04/2025-11-30"), day(learned)).day == day(due)
