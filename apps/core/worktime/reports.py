"""Due moments of reports and of work with a fixed place in the week, the month or the year.

Report dues count official working days less the store's closures. R20-R26, R50-R56.
"""

from datetime import date, time

from django.utils.translation import gettext_lazy as _

from .answer import Answer, Trail
from .calendar import FIRST_DAY, LAST_DAY, Calendar, check_day, later
from .clock import instant
from .periods import Period, month_end
from .refusal import Unanswerable
from .working_days import last_working_day, nth_working_day, working_day_from


def weekly_due(calendar: Calendar, week_start: date, *, since: date | None = None) -> Answer:
    """R20: Monday of the next week, rolled to the next working day, until 24:00."""
    return _weekly(calendar, week_start, "R20", since)


def gm_report_due(calendar: Calendar, week_start: date, *, since: date | None = None) -> Answer:
    """R55: the report to the general manager, as R20."""
    return _weekly(calendar, week_start, "R55", since)


def xun_due(
    calendar: Calendar, xun_start: date, *, working_day: int = 2, since: date | None = None
) -> Answer:
    """R21: the second working day of the next xun; beyond it when it has fewer."""
    period = Period.starting("xun", xun_start)
    return _nth(calendar, period, "R21", working_day, since)


def monthly_due(
    calendar: Calendar,
    month: date,
    *,
    working_day: int = 5,
    inclusive: bool = True,
    since: date | None = None,
) -> Answer:
    """R22: the report on `month` (any day of it) until 24:00 of the fifth working day of the next month.

    `inclusive=False` reads 以前 as strictly before: the working day before it, the fourth.
    """
    period, trail = Period.containing("month", month), Trail(calendar)
    if inclusive:
        return _nth(calendar, period, "R22", working_day, since)
    if working_day < 2:
        raise Unanswerable(_("Nothing lies before the first working day."), field="working_day")
    trail.rule("R22", working_day, since=since)
    trail.add("period", kind="month", start=period.start, end=period.end)
    trail.add("strictly_before", n=working_day)
    return trail.day_answer(nth_working_day(trail, period.next.start, working_day - 1))


def omd_import_due(
    calendar: Calendar, month: date, *, working_day: int = 1, since: date | None = None
) -> Answer:
    """R26: the import of `month` itself until 24:00 of its first working day; the reminder is on the 1st."""
    period = Period.containing("month", month).previous
    return _nth(calendar, period, "R26", working_day, since)


def member_entry_due(
    calendar: Calendar, joined_on: date, *, until: time = time(12), since: date | None = None
) -> Answer:
    """R24: the store's next open day by noon, inclusive."""
    trail = Trail(calendar)
    trail.rule("R24", f"{until:%H:%M}", since=since)
    trail.add("start_day", day=check_day(joined_on))
    day = trail.roll_open(later(joined_on, 1))
    return trail.clock_answer(instant(calendar, day, until))


def weekly_duty_due(calendar: Calendar, week_start: date, *, since: date | None = None) -> Answer | None:
    """R50: Friday, else the last working day of the week; None in a week without one.

    The week must be covered, so this one moves earlier instead of rolling forward.
    """
    period, trail = Period.starting("week", week_start), Trail(calendar)
    trail.rule("R50", 5, since=since)
    friday = later(period.start, 4)
    if trail.is_working(friday):
        return trail.day_answer(friday)
    day = last_working_day(trail, period.start, period.end)
    return None if day is None else trail.day_answer(day)


def quarterly_due(calendar: Calendar, day: date, *, since: date | None = None) -> Answer:
    """R51: the last working day of the quarter's last month; `day` is any day of the quarter."""
    month = check_day(day).replace(day=1, month=(day.month - 1) // 3 * 3 + 3)
    return _last_of_month(calendar, month, since)


def annual_due(calendar: Calendar, year: int, *, since: date | None = None) -> Answer:
    """R51: the last working day of December."""
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise Unanswerable(_("Years from 1970 to 2199 only."), field="year")
    return _last_of_month(calendar, date(year, 12, 1), since)


def effort_start(due: Answer, effort_days: int) -> date:
    """R51: the day to begin on, `effort_days` calendar days before the due day."""
    return later(due.day, -effort_days)


def maintenance_follow_up_due(calendar: Calendar, solved: date, *, since: date | None = None) -> Answer:
    """R52: by Friday when solved on or before Friday, else by Sunday; rolled off a closed day."""
    week, trail = Period.containing("week", solved), Trail(calendar)
    trail.rule("R52", 5 if solved.weekday() <= 4 else 7, since=since)
    trail.add("start_day", day=solved)
    return trail.day_answer(trail.roll_open(later(week.start, 4 if solved.weekday() <= 4 else 6)))


def property_summary_due(
    calendar: Calendar, month: date, *, day: int = 30, since: date | None = None
) -> Answer:
    """R53: the 30th or the last day of a shorter month; rolled off a closed day."""
    trail, end = Trail(calendar), month_end(check_day(month))
    trail.rule("R53", day, since=since)
    return trail.day_answer(trail.roll_open(end.replace(day=min(day, end.day))))


def filing_due(calendar: Calendar, month: date, *, day: int = 5, since: date | None = None) -> Answer:
    """R54: the 5th of the month, rolled to the next working day."""
    trail = Trail(calendar)
    trail.rule("R54", day, since=since)
    return trail.day_answer(working_day_from(trail, check_day(month).replace(day=day)))


def half_month_due(
    calendar: Calendar, half_start: date, *, working_day: int = 2, since: date | None = None
) -> Answer:
    """R56: the n-th working day after the half-month, 1-15 or 16-end."""
    period = Period.starting("half", half_start)
    return _nth(calendar, period, "R56", working_day, since)


def _weekly(calendar: Calendar, week_start: date, rule: str, since: date | None) -> Answer:
    period, trail = Period.starting("week", week_start), Trail(calendar)
    trail.rule(rule, 1, since=since)
    trail.add("period", kind="week", start=period.start, end=period.end)
    return trail.day_answer(working_day_from(trail, period.next.start))


def _nth(calendar: Calendar, period: Period, rule: str, n: int, since: date | None) -> Answer:
    trail = Trail(calendar)
    trail.rule(rule, n, since=since)
    trail.add("period", kind=period.kind, start=period.start, end=period.end)
    return trail.day_answer(nth_working_day(trail, period.next.start, n))


def _last_of_month(calendar: Calendar, month: date, since: date | None) -> Answer:
    trail = Trail(calendar)
    trail.rule("R51", 1, since=since)
    day = last_working_day(trail, month, month_end(month))
    if day is None:
        raise Unanswerable(_("That month has no working day."), field="closures")
    return trail.day_answer(day)
