"""Between the store's wall clock and instants.

A wall time that does not exist (clocks going forward) is the moment the clocks jump; one that exists
twice (going back) is its first occurrence.
"""

from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from .calendar import Calendar, check_day
from .refusal import Unanswerable


def local(calendar: Calendar, at: datetime) -> datetime:
    """The instant `at` on the store's wall clock; raises Unanswerable for a naive or remote datetime."""
    if at.tzinfo is None:
        raise Unanswerable(_("A moment needs its offset."))
    check_day(at.date())
    return at.astimezone(calendar.zone)


def local_day(calendar: Calendar, at: datetime) -> date:
    """The store's calendar day of an instant."""
    return local(calendar, at).date()


def instant(calendar: Calendar, day: date, wall: time) -> datetime:
    """The UTC instant of a wall time on a day of the store."""
    naive = datetime.combine(check_day(day), wall.replace(tzinfo=None, fold=0))
    first = naive.replace(tzinfo=calendar.zone).astimezone(UTC)
    if first.astimezone(calendar.zone).replace(tzinfo=None) == naive:
        return first
    return _end_of_gap(calendar, naive)


def end_of_day(calendar: Calendar, day: date) -> datetime:
    """24:00 of `day` = 00:00 of the next, as UTC instant (exclusive end)."""
    return instant(calendar, day + timedelta(days=1), time(0))


def _end_of_gap(calendar: Calendar, naive: datetime) -> datetime:
    """The instant at which the clocks jump over `naive`, by bisection to the microsecond."""
    low = naive.replace(tzinfo=calendar.zone, fold=1).astimezone(UTC)
    high = naive.replace(tzinfo=calendar.zone, fold=0).astimezone(UTC)
    tick = timedelta(microseconds=1)
    while high - low > tick:
        middle = low + (high - low) // 2
        if middle.astimezone(calendar.zone).replace(tzinfo=None) < naive:
            low = middle
        else:
            high = middle
    return high
