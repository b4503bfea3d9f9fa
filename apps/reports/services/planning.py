"""When a report is due (R20–R22, R50–R56): its kind's rule on the store's calendar, with the values in force."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from apps.accounts.models import Store
from apps.core import worktime
from apps.core.worktime import Calendar, Period
from apps.duties.services import Plan
from apps.reports.figures.kinds import KINDS, ReportKind
from apps.rulebook import calendars
from apps.rulebook.policy import PolicyBook

KEYS = (
    *sorted({key for kind in KINDS for key in kind.keys}),
    "report.kinds",
    "report.build_at",
    "report.reminder_at",
    "report.review_required",
)


@dataclass
class Almanac:
    """Calendars, stamps and rule values of all stores, read once for a run. Stamps are read first."""

    stamps: dict[int, int] = field(default_factory=calendars.plan_stamps)
    calendars: dict[int, Calendar] = field(default_factory=calendars.store_calendars)
    books: dict[int, PolicyBook] = field(default_factory=dict)

    def book(self, store: Store) -> PolicyBook:
        if store.pk not in self.books:
            self.books[store.pk] = PolicyBook(store, keys=KEYS)
        return self.books[store.pk]

    def stamp(self, store: Store) -> int:
        return self.stamps.get(store.pk, 0)

    def today(self, store: Store, now: datetime) -> date:
        """The store's calendar day."""
        return worktime.local_day(self.calendars[store.pk], now)

    def clock(self, store: Store, key: str, *, on: date) -> datetime:
        """The instant at which the rule's time of day comes on that day of the store."""
        wall: time = self.book(store).clock(key, on=on)
        return worktime.instant(self.calendars[store.pk], on, wall)

    def kinds(self, store: Store, *, on: date) -> tuple[ReportKind, ...]:
        """The kinds of report the house makes on a day."""
        chosen = self.book(store).value("report.kinds", on=on)
        return tuple(kind for kind in KINDS if kind.code in chosen)

    def plan(self, store: Store, kind: ReportKind, period: Period) -> Plan | None:
        """The due moment of one report; None in a period that owes none. Raises worktime.Unanswerable when the calendar
        allows none."""
        book, day = self.book(store), kind.rule_day(period)
        found = {key: book.in_force(key, on=day) for key in kind.keys}
        answer = kind.due(self.calendars[store.pk], period, found)
        if answer is None:
            return None
        values = {key: [one.value, one.row_id] for key, one in found.items()}
        return Plan(answer, values, self.stamp(store))


def review_required(store: Store, period: Period) -> bool:
    """Must somebody else sign before submission (审核)? Value of the first day after the period."""
    book = PolicyBook(store, keys=("report.review_required",))
    return book.value("report.review_required", on=period.next.start)
