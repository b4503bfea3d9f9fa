"""Due moments of complaints: R08-R11, R16, R17."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from .answer import Answer, Trail, stamp
from .calendar import Calendar, check_day, later
from .calls import days_after, minutes_after
from .clock import instant, local
from .refusal import Unanswerable
from .working_days import nth_official_working_day

BUSINESS_HOURS = (time(9), time(18, 30))


def report_due(
    calendar: Calendar, learned: datetime, *, minutes: int = 60, since: date | None = None
) -> Answer:
    """R08: clock minutes from learning of it until it is reported, inclusive."""
    return minutes_after(calendar, learned, minutes=minutes, rule="R08", since=since)


def complaint_close_due(
    calendar: Calendar, issued: date, *, days: int = 3, since: date | None = None
) -> Answer:
    """R10: verified and closed within calendar days of the issue day (= day 0), until 24:00.

    Like every rule that rolls forward, a due day on which the store is closed moves to the next open day.
    """
    return days_after(calendar, issued, days=days, rule="R10", since=since)


def line_close_due(
    calendar: Calendar, issued: date, *, days: int | None, since: date | None = None
) -> Answer | None:
    """R16: as R10 by business line; None (until the case is closed) has no due moment."""
    return None if days is None else days_after(calendar, issued, days=days, rule="R16", since=since)


def return_due(calendar: Calendar, issued: date, *, days: int = 2, since: date | None = None) -> Answer:
    """R11: the department's own target for handing the form back; counted as R10."""
    return days_after(calendar, issued, days=days, rule="R11", since=since)


def legal_due(calendar: Calendar, learned: date, *, days: int = 7, since: date | None = None) -> Answer:
    """R17: official working days after the day learned (not counted), until 24:00.

    A legal term: the store's closures do not extend it.
    """
    trail = Trail(calendar)
    trail.rule("R17", days, since=since)
    trail.add("start_day", day=check_day(learned))
    return trail.day_answer(nth_official_working_day(trail, later(learned, 1), days))


def first_contact_due(
    calendar: Calendar,
    issued: datetime,
    *,
    minutes: int = 120,
    hours: tuple[time, time] = BUSINESS_HOURS,
    since: date | None = None,
) -> Answer:
    """R09: business minutes after the issue, inclusive.

    Business time runs on every open day of the store, weekends and holidays included.
    """
    if not 1 <= minutes <= 100000:
        raise Unanswerable(_("Minutes must be between 1 and 100000."), field="minutes")
    trail = Trail(calendar)
    trail.rule("R09", minutes, since=since)
    trail.add("start_clock", at=stamp(calendar, local(calendar, issued)))
    return trail.clock_answer(_spend(trail, issued.astimezone(UTC), timedelta(minutes=minutes), hours))


def _spend(trail: Trail, start: datetime, left: timedelta, hours: tuple[time, time]) -> datetime:
    """The instant at which `left` business time has run since `start`."""
    calendar = trail.calendar
    if hours[1] <= hours[0]:
        raise Unanswerable(_("Business hours cannot end before they begin."), field="hours")
    day = local(calendar, start).date()
    while True:
        day = trail.roll_open(day)
        begin, end = instant(calendar, day, hours[0]), instant(calendar, day, hours[1])
        ready = max(begin, start)
        if left <= end - ready:
            trail.add("business_time", day=day, minutes=_minutes(left))
            return ready + left
        if end > ready:
            trail.add("business_time", day=day, minutes=_minutes(end - ready))
            left -= end - ready
        day = later(day, 1)


def _minutes(span: timedelta) -> int:
    """Whole minutes, begun ones counted."""
    return -(-span // timedelta(minutes=1))
