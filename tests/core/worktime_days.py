"""The calendar and the shorthands of the worktime tables."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from apps.core.worktime import Answer, Calendar, Closure
from apps.rulebook.reference import shipped_calendar

OFFICIAL = shipped_calendar()
SHANGHAI = ZoneInfo("Asia/Shanghai")


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def wall(answer: Answer, zone: ZoneInfo = SHANGHAI) -> str:
    return answer.at.astimezone(zone).replace(tzinfo=None).isoformat(sep=" ")


def closed(spans: Iterable[str] | str, calendar: Calendar = OFFICIAL) -> Calendar:
    """The calendar with closures given as "2025-11-06" or "2025-11-06/2025-11-08"."""
    spans = spans.split() if isinstance(spans, str) else spans
    ends = [(span.split("/")[0], span.split("/")[-1]) for span in spans]
    return calendar.with_closures(Closure(day(first), day(last), "stocktaking") for first, last in ends)
