"""Counting working days: official working days less the store's closures (S26)."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from .answer import Trail, Verdict
from .calendar import HORIZON, ONE_DAY, Calendar, check_day, later
from .refusal import Unanswerable


def is_working_day(calendar: Calendar, day: date) -> Verdict:
    """Is `day` an official working day on which the store is open?"""
    trail = Trail(calendar)
    working = trail.is_working(check_day(day))
    if working:
        official = calendar.days.get(day)
        trail.add("made_up" if official and day.weekday() > 4 else "working", day=day)
    return trail.verdict(working)


def working_day_from(trail: Trail, day: date) -> date:
    """`day` or the next working day; raises Unanswerable past the horizon."""
    return nth_working_day(trail, day, 1)


def nth_working_day(trail: Trail, first: date, n: int) -> date:
    """The n-th working day counted from `first`, `first` itself included (n >= 1)."""
    return _walk(trail, first, n, trail.is_working)


def nth_official_working_day(trail: Trail, first: date, n: int) -> date:
    """As nth_working_day, without looking at the store's closures (legal terms)."""
    return _walk(trail, first, n, lambda day: _is_official(trail, day))


def last_working_day(trail: Trail, first: date, last: date) -> date | None:
    """The last working day between `first` and `last`, both included; None when there is none."""
    day = last
    while day >= first:
        if trail.is_working(day):
            return day
        day -= ONE_DAY
    return None


def _walk(trail: Trail, first: date, n: int, works: Callable[[date], bool]) -> date:
    if not 1 <= n <= 366:
        raise Unanswerable(_("Count from 1 to 366 working days."))
    day, counted, limit = check_day(first), 0, later_or_last(first)
    while True:
        if works(day):
            counted += 1
            trail.add("counted", day=day, n=counted, of=n)
            if counted == n:
                return day
        if day >= limit:
            raise Unanswerable(_("There are not enough working days within ten years."), field="closures")
        day += ONE_DAY


def _is_official(trail: Trail, day: date) -> bool:
    calendar = trail.calendar
    trail.provisional = trail.provisional or calendar.is_provisional(day)
    if calendar.is_official_working_day(day):
        return True
    official = calendar.days.get(day)
    trail.add("day_off", day=day, name=official.name if official else "")
    return False


def later_or_last(day: date) -> date:
    """The horizon seen from `day`."""
    return later(day, HORIZON)
