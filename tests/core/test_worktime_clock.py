"""Wall clocks that jump: missing and doubled hours, in zones that have them (and Shanghai's of 1986-1991)."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from apps.core import worktime
from apps.core.worktime import Calendar
from tests.core.worktime_days import day, moment


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("tz", "on", "at", "expected"),
    [
        ("Europe/Berlin", "2025-03-30", "01:59", "2025-03-30 00:59"),
        ("Europe/Berlin", "2025-03-30", "02:00", "2025-03-30 01:00"),  # missing: when the clocks jump
        ("Europe/Berlin", "2025-03-30", "02:30", "2025-03-30 01:00"),
        ("Europe/Berlin", "2025-03-30", "03:00", "2025-03-30 01:00"),
        ("Europe/Berlin", "2025-10-26", "02:30", "2025-10-26 00:30"),  # doubled: the first
        ("Europe/Berlin", "2025-10-26", "03:00", "2025-10-26 02:00"),
        ("Asia/Kolkata", "2025-11-03", "00:00", "2025-11-02 18:30"),
        ("Asia/Shanghai", "2025-11-03", "00:00", "2025-11-02 16:00"),
        ("Asia/Shanghai", "1986-05-04", "02:30", "1986-05-03 18:00"),  # missing in Shanghai
        ("Asia/Shanghai", "1988-07-01", "12:00", "1988-07-01 03:00"),  # summer time
        ("Asia/Beirut", "2025-03-30", "00:00", "2025-03-29 22:00"),  # midnight itself is missing
        ("America/Havana", "2025-11-02", "00:30", "2025-11-02 04:30"),  # doubled after midnight
    ],
)
def test_instant(tz: str, on: str, at: str, expected: str) -> None:
    assert worktime.instant(Calendar(tz=tz), day(on), time.fromisoformat(at)) == utc(expected)


def test_day_ends_where_the_next_begins() -> None:
    beirut = Calendar(tz="Asia/Beirut")
    assert worktime.end_of_day(beirut, day("2025-03-29")) == utc("2025-03-29 22:00")
    due = worktime.callback_due(beirut, day("2025-03-26"))
    assert due.at == utc("2025-03-29 22:00")
    assert due.kept(utc("2025-03-29 21:59:59")) and not due.kept(utc("2025-03-29 22:00"))


def test_day_of_an_instant_is_the_stores() -> None:
    assert worktime.local_day(Calendar(), utc("2025-11-03 16:00")) == day("2025-11-04")
    assert worktime.local_day(Calendar(tz="UTC"), utc("2025-11-03 16:00")) == day("2025-11-03")


def test_clock_minutes_are_real_minutes_over_the_change() -> None:
    berlin = Calendar(tz="Europe/Berlin")
    zone = ZoneInfo("Europe/Berlin")
    assert worktime.report_due(berlin, moment("2025-03-30 01:30", zone)).at == utc("2025-03-30 01:30")
    assert worktime.report_due(berlin, moment("2025-10-26 02:30", zone)).at == utc("2025-10-26 01:30")


def test_business_hours_over_the_change_hold_their_real_length() -> None:
    berlin, hours = Calendar(tz="Europe/Berlin"), (time(1), time(4))
    spring = worktime.first_contact_due(berlin, utc("2025-03-29 23:00"), minutes=121, hours=hours)
    assert spring.at == utc("2025-03-30 23:01")  # two real hours that night, one minute the next
    autumn = worktime.first_contact_due(berlin, utc("2025-10-25 22:00"), minutes=240, hours=hours)
    assert autumn.at == utc("2025-10-26 03:00")  # four real hours that night
