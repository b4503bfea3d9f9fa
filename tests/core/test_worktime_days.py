"""Working days: official days off and on, closures, provisional years (S26)."""

from datetime import date

import pytest

from apps.core import worktime
from apps.core.worktime import Calendar, Closure, OfficialDay, Unanswerable
from tests.core.worktime_days import OFFICIAL, closed, day


@pytest.mark.parametrize(
    ("text", "expected", "provisional"),
    [
        ("2024-02-04", True, False),  # Sunday made up for Spring Festival
        ("2024-02-09", True, False),  # New Year's Eve 2024 was no day off
        ("2024-02-10", False, False),
        ("2024-02-18", True, False),
        ("2024-02-29", True, False),  # leap day, a Thursday
        ("2024-10-12", True, False),
        ("2025-01-01", False, False),
        ("2025-01-26", True, False),  # Sunday made up
        ("2025-01-27", True, False),
        ("2025-01-28", False, False),
        ("2025-02-04", False, False),
        ("2025-02-05", True, False),
        ("2025-02-08", True, False),  # Saturday made up
        ("2025-02-09", False, False),
        ("2025-05-05", False, False),
        ("2025-06-02", False, False),
        ("2025-09-28", True, False),
        ("2025-10-08", False, False),
        ("2025-10-11", True, False),
        ("2025-11-01", False, False),
        ("2025-11-03", True, False),
        ("2026-01-02", False, False),
        ("2026-01-04", True, False),  # Sunday made up
        ("2026-02-14", True, False),
        ("2026-02-23", False, False),
        ("2026-02-28", True, False),
        ("2026-10-10", True, False),
        ("2027-01-01", False, True),  # a Friday: off even while the notice is not known
        ("2027-01-02", False, True),
        ("2027-01-04", True, True),
        ("2027-10-01", True, True),  # nothing but weekends and 1 January is off
        ("2023-10-02", True, True),
    ],
)
def test_working_day(text: str, expected: bool, provisional: bool) -> None:
    verdict = worktime.is_working_day(OFFICIAL, day(text))
    assert (verdict.answer, verdict.provisional) == (expected, provisional)
    assert verdict.trace


def test_closed_day_is_no_working_day_but_open_on_holidays() -> None:
    calendar = closed("2025-11-03")
    assert not worktime.is_working_day(calendar, day("2025-11-03")).answer
    assert calendar.is_official_working_day(day("2025-11-03"))
    assert calendar.is_open(day("2025-10-01")) and not calendar.is_open(day("2025-11-03"))


def test_entered_day_of_a_provisional_year_counts_and_stays_provisional() -> None:
    calendar = Calendar(days={day("2027-01-03"): OfficialDay(True, "元旦")})
    verdict = worktime.is_working_day(calendar, day("2027-01-03"))
    assert verdict.answer and verdict.provisional


def test_touching_and_nested_closures_are_one_stretch() -> None:
    calendar = closed("2025-11-06/2025-11-10 2025-11-07 2025-11-11/2025-11-12 2025-11-14")
    assert calendar.open_day_from(day("2025-11-06")) == day("2025-11-13")
    assert calendar.open_day_after(day("2025-11-13")) == day("2025-11-15")
    assert calendar.closure_on(day("2025-11-09")) == Closure(
        day("2025-11-06"), day("2025-11-10"), "stocktaking"
    )
    assert calendar.closure_on(day("2025-11-13")) is None


def test_never_open_again_is_refused() -> None:
    calendar = closed("2025-11-06/2199-12-31")
    with pytest.raises(Unanswerable):
        calendar.open_day_from(day("2025-11-06"))
    with pytest.raises(Unanswerable):
        worktime.callback_due(calendar, day("2025-11-03"))
    with pytest.raises(Unanswerable):
        worktime.monthly_due(calendar, day("2025-11-03"))


@pytest.mark.parametrize("absurd", [date.min, date(1969, 12, 31), date(2200, 1, 1), date.max])
def test_absurd_dates_are_refused(absurd: date) -> None:
    for rule in (worktime.callback_due, worktime.legal_due, worktime.monthly_due, worktime.filing_due):
        with pytest.raises(Unanswerable):
            rule(OFFICIAL, absurd)


def test_last_supported_day_has_no_next() -> None:
    assert worktime.is_working_day(OFFICIAL, worktime.LAST_DAY).provisional
    with pytest.raises(Unanswerable):
        worktime.callback_due(OFFICIAL, worktime.LAST_DAY)


def test_inverted_closure_is_refused() -> None:
    with pytest.raises(Unanswerable):
        Closure(day("2025-11-07"), day("2025-11-06"))


def test_unknown_zone_is_refused() -> None:
    for name in ("Mars/Olympus", "../etc", ""):
        with pytest.raises(Unanswerable):
            worktime.callback_due(Calendar(tz=name), day("2025-11-03"))


def test_periods() -> None:
    week = worktime.Period.containing("week", day("2026-01-01"))
    assert (week.start, week.end, week.key) == (day("2025-12-29"), day("2026-01-04"), "2026-W01")
    assert (week.next.start, week.previous.start) == (day("2026-01-05"), day("2025-12-22"))
    xun = worktime.Period.containing("xun", day("2024-02-29"))
    assert (xun.start, xun.end, xun.days, xun.key) == (day("2024-02-21"), day("2024-02-29"), 9, "2024-02-X3")
    assert (xun.next.start, xun.previous.start) == (day("2024-03-01"), day("2024-02-11"))
    month = worktime.Period.containing("month", day("2025-12-31"))
    assert (month.next.start, month.next.end) == (day("2026-01-01"), day("2026-01-31"))
    assert day("2025-12-01") in month and day("2026-01-01") not in month
    assert [worktime.Period.containing("xun", day(f"2025-01-{n}")).key[-1] for n in (10, 11, 20, 21, 31)] == [
        *"12233"
    ]


def test_period_that_begins_elsewhere_is_refused() -> None:
    for kind, start in (("week", "2025-11-04"), ("xun", "2025-11-12"), ("month", "2025-11-02")):
        with pytest.raises(Unanswerable):
            worktime.Period.starting(kind, day(start))
    with pytest.raises(Unanswerable):
        worktime.Period.containing("year", day("2025-11-02"))
