"""The calendar of a store as worktime wants it, and the stamp that says when it last changed."""

from collections.abc import Iterable
from typing import Any

from apps.accounts.models import Store
from apps.core.prepared import prepared
from apps.core.remembering import remembered
from apps.core.worktime import Calendar, Closure, OfficialDay

from .models import CalendarDay, CalendarYear, PlanStamp, StoreClosure

DEFAULT_TZ = "Asia/Shanghai"


@remembered
def store_calendar(store: Store | None) -> Calendar:
    """The store's calendar; None is a house without stores: official days in the default zone."""
    closures = closures_of(StoreClosure.objects.filter(store=store)) if store else ()
    return Calendar(
        tz=store.tz if store else DEFAULT_TZ,
        days=_official_days(),
        official_years=_official_years(),
        closures=closures,
    )


@remembered
def opening_calendar(store: Store) -> Calendar:
    """Zone and closures alone, in one query: all that calling windows ask for (shops open on holidays)."""
    closures = closures_of(StoreClosure.objects.filter(store=store))
    return Calendar(tz=store.tz, days={}, official_years=frozenset(), closures=closures)


@remembered
def store_calendars() -> dict[int, Calendar]:
    """The calendars of all stores by store id, in four queries: for sweeps over the whole house."""
    days, years = _official_days(), _official_years()
    closures: dict[int, list[StoreClosure]] = {}
    for closure in StoreClosure.objects.all():
        closures.setdefault(closure.store_id, []).append(closure)
    return {
        store.pk: Calendar(store.tz, days, years, closures_of(closures.get(store.pk, ())))
        for store in Store.objects.all()
    }


def closures_of(rows: Iterable[StoreClosure]) -> tuple[Closure, ...]:
    """Closure rows as worktime wants them."""
    return tuple(Closure(row.first_day, row.last_day, row.reason) for row in rows)


def plan_stamp(store: Store) -> int:
    """The stamp of the store's plan, 0 before its first change.

    Read it before calendar and rules: a change in between then only means one more re-planning.
    """
    return next(iter(_stamp_of(store=store.pk)), 0)


@prepared
def _stamp_of(store: int) -> Any:
    return PlanStamp.objects.filter(store=store).values_list("stamp", flat=True)


def plan_stamps() -> dict[int, int]:
    """The stamps of all stores that have one, by store id."""
    return dict(PlanStamp.objects.values_list("store_id", "stamp"))


def years_missing(*, first: int, last: int) -> list[int]:
    """Years from `first` to `last` without an official notice: what the alert names."""
    known = _official_years()
    return [year for year in range(first, last + 1) if year not in known]


def _official_days() -> dict[object, OfficialDay]:
    rows = CalendarDay.objects.order_by().values_list("day", "is_working", "name")
    return {day: OfficialDay(working, name) for day, working, name in rows}


def _official_years() -> frozenset[int]:
    return frozenset(CalendarYear.objects.filter(official=True).values_list("year", flat=True))
