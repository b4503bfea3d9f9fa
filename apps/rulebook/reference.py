"""Official days of 2024-2026 as the State Council's notices name them, and their loading.

Spans are closed; `off` covers the days of the notice, weekends inside them included.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from apps.core.worktime import Calendar, OfficialDay

from .models import CalendarDay, CalendarYear
from .stamps import bump_all


class Notice(NamedTuple):
    """One year's notice: spans off as (first, last, name), make-up working days as (day, name)."""

    title: str
    off: tuple[tuple[str, str, str], ...]
    work: tuple[tuple[str, str], ...]


NOTICES = {
    2024: Notice(
        "国务院办公厅关于2024年部分节假日安排的通知(国办发明电〔2023〕7号)",
        (
            ("2024-01-01", "2024-01-01", "元旦"),
            ("2024-02-10", "2024-02-17", "春节"),
            ("2024-04-04", "2024-04-06", "清明节"),
            ("2024-05-01", "2024-05-05", "劳动节"),
            ("2024-06-10", "2024-06-10", "端午节"),
            ("2024-09-15", "2024-09-17", "中秋节"),
            ("2024-10-01", "2024-10-07", "国庆节"),
        ),
        (
            ("2024-02-04", "春节"),
            ("2024-02-18", "春节"),
            ("2024-04-07", "清明节"),
            ("2024-04-28", "劳动节"),
            ("2024-05-11", "劳动节"),
            ("2024-09-14", "中秋节"),
            ("2024-09-29", "国庆节"),
            ("2024-10-12", "国庆节"),
        ),
    ),
    2025: Notice(
        "国务院办公厅关于2025年部分节假日安排的通知(国办发明电〔2024〕12号)",
        (
            ("2025-01-01", "2025-01-01", "元旦"),
            ("2025-01-28", "2025-02-04", "春节"),
            ("2025-04-04", "2025-04-06", "清明节"),
            ("2025-05-01", "2025-05-05", "劳动节"),
            ("2025-05-31", "2025-06-02", "端午节"),
            ("2025-10-01", "2025-10-08", "国庆节、中秋节"),
        ),
        (
            ("2025-01-26", "春节"),
            ("2025-02-08", "春节"),
            ("2025-04-27", "劳动节"),
            ("2025-09-28", "国庆节、中秋节"),
            ("2025-10-11", "国庆节、中秋节"),
        ),
    ),
    2026: Notice(
        "国务院办公厅关于2026年部分节假日安排的通知(国办发明电〔2025〕7号)",
        (
            ("2026-01-01", "2026-01-03", "元旦"),
            ("2026-02-15", "2026-02-23", "春节"),
            ("2026-04-04", "2026-04-06", "清明节"),
            ("2026-05-01", "2026-05-05", "劳动节"),
            ("2026-06-19", "2026-06-21", "端午节"),
            ("2026-09-25", "2026-09-27", "中秋节"),
            ("2026-10-01", "2026-10-07", "国庆节"),
        ),
        (
            ("2026-01-04", "元旦"),
            ("2026-02-14", "春节"),
            ("2026-02-28", "春节"),
            ("2026-05-09", "劳动节"),
            ("2026-09-20", "国庆节"),
            ("2026-10-10", "国庆节"),
        ),
    ),
}


def official_days(year: int) -> dict[date, OfficialDay]:
    """The days one shipped notice names."""
    notice = NOTICES[year]
    days = {day: OfficialDay(False, name) for span in notice.off for day, name in _days_of(*span)}
    return days | {date.fromisoformat(day): OfficialDay(True, name) for day, name in notice.work}


def shipped_calendar(tz: str = "Asia/Shanghai") -> Calendar:
    """The shipped years alone, without a database."""
    days = {day: official for year in NOTICES for day, official in official_days(year).items()}
    return Calendar(tz=tz, days=days, official_years=frozenset(NOTICES))


def load(now: datetime) -> int:
    """Enters the shipped years the house does not have yet and returns how many; what is there stays."""
    with transaction.atomic():
        known = set(CalendarYear.objects.values_list("year", flat=True))
        missing = [year for year in NOTICES if year not in known]
        if missing:
            bump_all()  # before the rules' stamp moves, as in every verb: no two wait for each other
        years = [CalendarYear(year=year, notice=NOTICES[year].title) for year in missing]
        CalendarYear.objects.bulk_create(years, ignore_conflicts=True)
        entered = CalendarYear.objects.filter(year__in=missing)
        rows = [row for year in entered for row in _rows(year)]
        CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    return len(missing)


def _rows(year: CalendarYear) -> Iterator[CalendarDay]:
    for day, official in official_days(year.year).items():
        yield CalendarDay(
            calendar_year=year, day=day, is_working=official.working, name=official.name, source=year.notice
        )


def _days_of(first: str, last: str, name: str) -> Iterator[tuple[date, str]]:
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day, name
        day += timedelta(days=1)
