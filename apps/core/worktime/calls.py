"""Due moments of calls to customers: R01, R07, R40, R42-R44."""

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from .answer import Answer, Trail, stamp
from .calendar import Calendar, check_day, later
from .clock import instant, local
from .refusal import Unanswerable


def callback_due(
    calendar: Calendar, document_day: date, *, days: int = 3, since: date | None = None
) -> Answer:
    """R01: calendar days after the document day (= day 0), until 24:00; holidays do not extend it.

    Only a due day on which the store is closed moves, to the next open day.
    """
    return days_after(calendar, document_day, days=days, rule="R01", since=since)


def infocheck_due(
    calendar: Calendar, document_day: date, *, days: int = 7, since: date | None = None
) -> Answer:
    """R07: customer data checked by phone within a week of the deal; counted as R01."""
    return days_after(calendar, document_day, days=days, rule="R07", since=since)


def contact_gap_due(
    calendar: Calendar, last_contact: date, *, days: int = 7, since: date | None = None
) -> Answer:
    """R43: the next contact by any department; breach from day 8."""
    return days_after(calendar, last_contact, days=days, rule="R43", since=since)


def question_due(calendar: Calendar, asked: date, *, days: int = 0, since: date | None = None) -> Answer:
    """R44: a customer's question is answered the same day, until 24:00."""
    return days_after(calendar, asked, days=days, rule="R44", since=since)


def thank_you_due(
    calendar: Calendar, left: datetime, *, minutes: int = 60, since: date | None = None
) -> Answer:
    """R40: clock minutes from the moment the customer left, inclusive."""
    return minutes_after(calendar, left, minutes=minutes, rule="R40", since=since)


def halfday_due(calendar: Calendar, left: datetime, *, since: date | None = None) -> Answer:
    """R42: left before noon - the same day by 18:30; else the next open day by 11:30."""
    trail = Trail(calendar)
    trail.rule("R42", "11:30, 18:30", since=since)
    wall = local(calendar, left)
    trail.add("start_clock", at=stamp(calendar, left))
    if wall.time() < time(12) and trail.is_open(wall.date()):
        return trail.clock_answer(instant(calendar, wall.date(), time(18, 30)))
    day = trail.roll_open(later(wall.date(), 1))
    return trail.clock_answer(instant(calendar, day, time(11, 30)))


def days_after(calendar: Calendar, start: date, *, days: int, rule: str, since: date | None) -> Answer:
    """`days` calendar days after `start` (= day 0) until 24:00, rolled off a closed due day."""
    if not 0 <= days <= 3660:
        raise Unanswerable(_("Days must be between 0 and 3660."), field="days")
    trail = Trail(calendar)
    trail.rule(rule, days, since=since)
    trail.add("start_day", day=check_day(start))
    for n in range(1, min(days, 31) + 1):
        trail.add("day_counted", day=later(start, n), n=n, of=days)
    if days > 31:
        trail.add("day_counted", day=later(start, days), n=days, of=days)
    return trail.day_answer(trail.roll_open(later(start, days)))


def minutes_after(
    calendar: Calendar, start: datetime, *, minutes: int, rule: str, since: date | None
) -> Answer:
    """Clock minutes after an instant, nights and closed days included; the last instant counts."""
    if not 0 <= minutes <= 527040:
        raise Unanswerable(_("Minutes must be between 0 and one year."), field="minutes")
    trail = Trail(calendar)
    trail.rule(rule, minutes, since=since)
    trail.add("start_clock", at=stamp(calendar, local(calendar, start)))
    trail.add("minutes_counted", minutes=minutes)
    return trail.clock_answer(start + timedelta(minutes=minutes))
