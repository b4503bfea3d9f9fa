"""One store's calendar: official days off and on, the store's own closures, and its time zone."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from .refusal import Unanswerable

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)
HORIZON = 3660  # days a search goes forward before it gives up: ten years
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OfficialDay:
    """What the State Council notice says about one day; `name` as in the notice."""

    working: bool
    name: str = ""


@dataclass(frozen=True, order=True)
class Closure:
    """The store is closed from `first` to `last`, both included."""

    first: date
    last: date
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Unanswerable(_("A closure cannot end before it begins."), field="closures")


@dataclass(frozen=True)
class Calendar:
    """Given days, never fetched ones: the same calendar always gives the same answer (S26).

    A year outside `official_years` is provisional: weekends and 1 January off, nothing else.
    """

    tz: str = "Asia/Shanghai"
    days: Mapping[date, OfficialDay] = field(default_factory=dict)
    official_years: frozenset[int] = frozenset()
    closures: tuple[Closure, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo:
        """The store's zone; raises Unanswerable for a name the zone database does not know."""
        try:
            return ZoneInfo(self.tz)
        except (KeyError, ValueError, OSError):
            raise Unanswerable(_("%(tz)s is not a time zone.") % {"tz": self.tz}, field="tz") from None

    def with_closures(self, closures: Iterable[Closure]) -> "Calendar":
        """The same calendar with other closures."""
        return replace(self, closures=tuple(closures))

    def is_provisional(self, day: date) -> bool:
        return day.year not in self.official_years

    def is_official_working_day(self, day: date) -> bool:
        """By the notice alone, whatever the store does."""
        if day in self.days:
            return self.days[day].working
        if self.is_provisional(day) and (day.month, day.day) == (1, 1):
            return False
        return day.weekday() < 5

    def is_open(self, day: date) -> bool:
        """Shops open on holidays and weekends: only the store's own closures shut it."""
        return self._closed_until(day) is None

    def is_working_day(self, day: date) -> bool:
        """Official working days less the store's closures."""
        return self.is_official_working_day(day) and self.is_open(day)

    def open_day_from(self, day: date) -> date:
        """`day` or the next day the store is open; raises Unanswerable past the horizon."""
        last = self._closed_until(day)
        if last is None:
            return day
        found = min(last, LAST_DAY) + ONE_DAY
        if found > LAST_DAY or (found - day).days > HORIZON:
            raise Unanswerable(_("The store has no open day within ten years."), field="closures")
        return found

    def open_day_after(self, day: date) -> date:
        """The first open day after `day`."""
        return self.open_day_from(later(day, 1))

    def closure_on(self, day: date) -> Closure | None:
        """The closure that shuts the store on `day`, the one begun last where several do."""
        upto = bisect_right(self._ordered, day, key=lambda closure: closure.first)
        return next((c for c in reversed(self._ordered[:upto]) if c.last >= day), None)

    def _closed_until(self, day: date) -> date | None:
        spot = bisect_right(self._spans, (day, date.max)) - 1
        if spot < 0 or self._spans[spot][1] < day:
            return None
        return self._spans[spot][1]

    @cached_property
    def _ordered(self) -> list[Closure]:
        return sorted(self.closures)

    @cached_property
    def _spans(self) -> list[tuple[date, date]]:
        """Closures joined where they touch, so that one step leaves a whole closed stretch."""
        spans: list[tuple[date, date]] = []
        for closure in self._ordered:
            if spans and (closure.first - spans[-1][1]).days <= 1:
                spans[-1] = (spans[-1][0], max(spans[-1][1], closure.last))
            else:
                spans.append((closure.first, closure.last))
        return spans


def check_day(day: date) -> date:
    """`day` itself; raises Unanswerable outside 1970-2199, where no rule is computed."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Unanswerable(_("Dates from 1970 to 2199 only, not %(day)s.") % {"day": day.isoformat()})
    return day


def later(day: date, days: int) -> date:
    """`days` calendar days after `day`; raises Unanswerable when that leaves 1970-2199."""
    try:
        return check_day(day + timedelta(days=days))
    except OverflowError:
        raise Unanswerable(_("That date lies too far away.")) from None
