"""When calls are due (R01): asked once for each distinct store, document kind and day."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from apps.accounts.models import Store
from apps.core import worktime
from apps.core.worktime import Answer, Calendar, Step
from apps.duties.services import Plan
from apps.rulebook import calendars
from apps.rulebook.policy import PolicyBook

DUTY_KINDS = {"delivery": "callback.delivery", "repair": "callback.repair"}


@dataclass(frozen=True)
class Input:
    """All that a due moment depends on."""

    store_id: int
    kind: str
    document_day: date


@dataclass
class Almanac:
    """Calendars, stamps and rule values of all stores, read once for a run. Stamps are read first."""

    stamps: dict[int, int] = field(default_factory=calendars.plan_stamps)
    calendars: dict[int, Calendar] = field(default_factory=calendars.store_calendars)
    stores: dict[int, Store] = field(default_factory=lambda: Store.objects.in_bulk())
    books: dict[int, PolicyBook] = field(default_factory=dict)

    def book(self, store_id: int) -> PolicyBook:
        if store_id not in self.books:
            self.books[store_id] = PolicyBook(self.stores[store_id])
        return self.books[store_id]

    def plan(self, given: Input) -> Plan:
        """The due moment of one input. Raises worktime.Unanswerable when the calendar allows none."""
        key = f"callback.{given.kind}.due_days"
        found = self.book(given.store_id).in_force(key, on=given.document_day)
        answer = worktime.callback_due(
            self.calendars[given.store_id], given.document_day, days=found.value, since=found.since
        )
        return Plan(answer, {key: [found.value, found.row_id]}, self.stamps.get(given.store_id, 0))


def plans_for(inputs: Iterable[Input], *, almanac: Almanac) -> dict[Input, Plan]:
    """Plans of all inputs that can be answered; a store closed for good leaves its own out."""
    found: dict[Input, Plan] = {}
    for given in inputs:
        try:
            found[given] = almanac.plan(given)
        except worktime.Unanswerable:
            continue
    return found


def store_day(store: Store, at: datetime) -> date:
    """The store's calendar day of an instant."""
    return at.astimezone(ZoneInfo(store.tz)).date()


def day_plan(store: Store, day: date, *, step: Step, policy_values: dict[str, Any] | None = None) -> Plan:
    """Due until 24:00 of a day that somebody named (appointment, corrected number); `step` says why."""
    stamp = calendars.plan_stamp(store)
    calendar = calendars.store_calendar(store)
    closing = Step("due_day", {"day": day.isoformat()})
    at = worktime.end_of_day(calendar, day)
    provisional = calendar.is_provisional(day)
    return Plan(Answer(day, at, False, provisional, (step, closing)), policy_values or {}, stamp)
