"""Properties of worktime: bounds, monotone in closures, bounded searches, a second minute-by-minute clock."""

import time as stopwatch
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core import worktime
from apps.core.worktime import Answer, Calendar, Closure, Period, Unanswerable
from tests.core.worktime_days import OFFICIAL

ZONES = ("Asia/Shanghai", "Europe/Berlin", "Asia/Kolkata", "UTC")
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6)), max_size=6)
Rule = Callable[[Calendar, date], Answer]


def instants(first: str, last: str) -> st.SearchStrategy[datetime]:
    naive = st.datetimes(datetime.fromisoformat(first), datetime.fromisoformat(last))
    return naive.map(lambda at: at.replace(tzinfo=UTC))


def at_hour(calendar: Calendar, day: date, hour: int) -> datetime:
    return worktime.instant(calendar, day, time(hour))


ROLLING: dict[str, Rule] = {
    "R01": worktime.callback_due,
    "R07": worktime.infocheck_due,
    "R08": lambda c, d: worktime.report_due(c, at_hour(c, d, 17)),
    "R09": lambda c, d: worktime.first_contact_due(c, at_hour(c, d, 17)),
    "R10": worktime.complaint_close_due,
    "R11": worktime.return_due,
    "R16": lambda c, d: worktime.line_close_due(c, d, days=5),
    "R17": worktime.legal_due,
    "R20": lambda c, d: worktime.weekly_due(c, Period.containing("week", d).start),
    "R21": lambda c, d: worktime.xun_due(c, Period.containing("xun", d).start),
    "R22": worktime.monthly_due,
    "R22 strictly before": lambda c, d: worktime.monthly_due(c, d, inclusive=False),
    "R24": worktime.member_entry_due,
    "R26": worktime.omd_import_due,
    "R40": lambda c, d: worktime.thank_you_due(c, at_hour(c, d, 10)),
    "R42 morning": lambda c, d: worktime.halfday_due(c, at_hour(c, d, 10)),
    "R42 afternoon": lambda c, d: worktime.halfday_due(c, at_hour(c, d, 14)),
    "R43": worktime.contact_gap_due,
    "R44": worktime.question_due,
    "R52": worktime.maintenance_follow_up_due,
    "R53": worktime.property_summary_due,
    "R54": worktime.filing_due,
    "R55": lambda c, d: worktime.gm_report_due(c, Period.containing("week", d).start),
}


def closures(start: date, spans: list[tuple[int, int]]) -> list[Closure]:
    first_days = [(start + timedelta(days=offset), length) for offset, length in spans]
    return [Closure(first, first + timedelta(days=length)) for first, length in first_days]


@pytest.mark.parametrize("rule", ROLLING.values(), ids=ROLLING)
@given(start=DAYS, spans=SPANS, more=SPANS)
def test_closing_more_days_never_makes_anything_due_earlier(
    rule: Rule, start: date, spans: list[tuple[int, int]], more: list[tuple[int, int]]
) -> None:
    fewer = OFFICIAL.with_closures(closures(start, spans))
    closed = OFFICIAL.with_closures(closures(start, spans + more))
    assert rule(fewer, start).at <= rule(closed, start).at


@given(start=DAYS, spans=SPANS, days=st.integers(0, 30))
def test_calendar_day_rules_roll_over_closed_days_only(
    start: date, spans: list[tuple[int, int]], days: int
) -> None:
    calendar = OFFICIAL.with_closures(closures(start, spans))
    due, bare = worktime.callback_due(calendar, start, days=days), start + timedelta(days=days)
    assert due.day >= bare and calendar.is_open(due.day)
    assert not any(calendar.is_open(bare + timedelta(days=n)) for n in range((due.day - bare).days))
    assert due.at == worktime.end_of_day(calendar, due.day)


@given(start=DAYS, spans=SPANS)
def test_report_dues_are_working_days_after_the_period(start: date, spans: list[tuple[int, int]]) -> None:
    calendar = OFFICIAL.with_closures(closures(start, spans))
    for kind, rule in (
        ("week", worktime.weekly_due),
        ("xun", worktime.xun_due),
        ("month", worktime.monthly_due),
    ):
        period = Period.containing(kind, start)
        due = rule(calendar, period.start)
        assert period.end < due.day < period.end + timedelta(days=100)
        assert calendar.is_working_day(due.day)
        counted = [step for step in due.trace if step.code == "counted"]
        assert counted[-1].params["day"] == due.day.isoformat()
        assert len({step.params["day"] for step in counted}) == counted[-1].params["of"]


@given(start=DAYS, kind=st.sampled_from(worktime.KINDS))
def test_periods_tile_the_calendar(start: date, kind: worktime.periods.Kind) -> None:
    period = Period.containing(kind, start)
    assert start in period and period.next.previous == period
    assert period.next.start == period.end + timedelta(days=1)
    assert Period.starting(kind, period.start) == period and period.key < period.next.key


@given(at=instants("2024-01-01", "2027-01-01"), tz=st.sampled_from(ZONES))
def test_next_window_is_the_one_a_call_then_falls_into(at: datetime, tz: str) -> None:
    calendar = Calendar(tz=tz)
    start, end = worktime.next_windows(calendar, at)[0]
    assert start <= end and at <= end
    assert worktime.in_window(calendar, at).answer == (start <= at)
    assert worktime.occurrence(calendar, start) == worktime.occurrence(calendar, end) is not None


def by_the_minute(
    calendar: Calendar, issued: datetime, minutes: int, hours: tuple[time, time] = (time(9), time(18, 30))
) -> datetime:
    """The second clock: looks at every minute of the wall clock, one after another."""
    left, minute = timedelta(minutes=minutes), timedelta(minutes=1)
    first = issued.replace(second=0, microsecond=0)
    for day in count(first.toordinal()):
        for cell, wall in office_minutes(calendar.tz, hours, day):
            shut = any(closure.first <= wall <= closure.last for closure in calendar.closures)
            if cell < first or shut:
                continue
            spent = cell + minute - max(cell, issued)
            if spent >= left:
                return max(cell, issued) + left
            left -= spent


@lru_cache(None)
def office_minutes(tz: str, hours: tuple[time, time], day: int) -> list[tuple[datetime, date]]:
    """The minutes of a day of UTC that lie inside the hours on the wall of `tz`, each with the wall's date."""
    zone, midnight = ZoneInfo(tz), datetime.fromordinal(day).replace(tzinfo=UTC)
    minutes = [midnight + timedelta(minutes=n) for n in range(24 * 60)]
    walls = [(cell, cell.astimezone(zone)) for cell in minutes]
    return [(cell, wall.date()) for cell, wall in walls if hours[0] <= wall.time() < hours[1]]


EDGES = [
    datetime(2025, 11, 3, hour, minute, second, tzinfo=UTC)
    for hour, minute in ((0, 59), (1, 0), (3, 29), (3, 30), (8, 30), (10, 29), (10, 30))
    for second in (0, 1, 59)
]
ISSUED = st.one_of(
    instants("2024-01-01", "2027-01-01"),
    instants("2025-03-28", "2025-04-01"),
    instants("2025-10-24", "2025-10-28"),
    st.sampled_from(EDGES),
)
CASE = {
    "tz": st.sampled_from(ZONES),
    "issued": ISSUED,
    "minutes": st.one_of(st.just(120), st.integers(1, 700)),
    "spans": st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1)), max_size=2),
}


def compare_clocks(tz: str, issued: datetime, minutes: int, spans: list[tuple[int, int]]) -> None:
    calendar = Calendar(tz=tz, closures=tuple(closures(issued.date(), spans)))
    answer = worktime.first_contact_due(calendar, issued, minutes=minutes)
    assert answer.at == by_the_minute(calendar, issued, minutes)


@given(**CASE)
def test_business_minutes_against_the_second_clock(
    tz: str, issued: datetime, minutes: int, spans: list[tuple[int, int]]
) -> None:
    compare_clocks(tz, issued, minutes, spans)


@pytest.mark.long
@settings(max_examples=10000)
@given(**CASE)
def test_ten_thousand_cases_against_the_second_clock(
    tz: str, issued: datetime, minutes: int, spans: list[tuple[int, int]]
) -> None:
    compare_clocks(tz, issued, minutes, spans)


@pytest.mark.parametrize("on", [date(2025, 3, 29), date(2025, 10, 25)])
def test_second_clock_agrees_on_hours_over_the_change(on: date) -> None:
    berlin, hours = Calendar(tz="Europe/Berlin"), (time(1), time(4))
    for minutes in (1, 59, 60, 119, 120, 121, 179, 180, 181, 239, 240, 241, 500):
        issued = datetime.combine(on, time(12), tzinfo=UTC)
        answer = worktime.first_contact_due(berlin, issued, minutes=minutes, hours=hours)
        assert answer.at == by_the_minute(berlin, issued, minutes, hours)


@pytest.mark.parametrize("rule", ROLLING.values(), ids=ROLLING)
def test_far_future_search_is_bounded(rule: Rule) -> None:
    forever = Calendar(closures=(Closure(date(2025, 1, 1), date(2199, 12, 31)),))
    one_by_one = tuple(
        Closure(date(2025, 1, 1) + timedelta(days=n), date(2025, 1, 1) + timedelta(days=n))
        for n in range(5000)
    )
    for calendar in (forever, Calendar(closures=one_by_one)):
        began = stopwatch.perf_counter()
        try:
            answer = rule(calendar, date(2025, 3, 3))
        except Unanswerable:
            answer = None
        assert stopwatch.perf_counter() - began < 2
        assert answer is None or answer.at < datetime(2036, 1, 1, tzinfo=UTC)


@given(day=st.dates(), hour=st.integers(0, 23))
def test_any_date_is_answered_or_refused(day: date, hour: int) -> None:
    at = datetime.combine(day, time(hour), tzinfo=UTC)
    asks: list[Callable[[], object]] = [
        lambda: worktime.callback_due(OFFICIAL, day),
        lambda: worktime.monthly_due(OFFICIAL, day),
        lambda: worktime.quarterly_due(OFFICIAL, day),
        lambda: worktime.in_window(OFFICIAL, at),
        lambda: worktime.first_contact_due(OFFICIAL, at),
        lambda: worktime.next_windows(OFFICIAL, at),
    ]
    for ask in asks:
        try:
            assert ask()
        except Unanswerable as refusal:
            assert str(refusal)
