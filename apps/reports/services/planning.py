"""When a report is due (R20–R22): the rule in force on the first day after its period, the store's calendar."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from apps.accounts.models import Store
from apps.core import worktime
from apps.core.worktime import Answer, Calendar, Period
from apps.duties.services import Plan
from apps.rulebook import calendars
from apps.rulebook.policy import InForce, PolicyBook

KEYS = (
    "report.weekly.weekday",
    "report.xun.working_day",
    "report.monthly.working_day",
    "report.monthly.inclusive",
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

    def plan(self, store: Store, period: Period) -> Plan:
        """The due moment of one report. Raises worktime.Unanswerable when the calendar allows none."""
        found = _rules(self.book(store), period)
        answer = _answer(self.calendars[store.pk], period, found)
        values = {key: [one.value, one.row_id] for key, one in found.items()}
        return Plan(answer, values, self.stamp(store))


def review_required(store: Store, period: Period) -> bool:
    """Must somebody else sign before submission (审核)? Value of the first day after the period."""
    book = PolicyBook(store, keys=("report.review_required",))
    return book.value("report.review_required", on=period.next.start)


def _rules(book: PolicyBook, period: Period) -> dict[str, InForce]:
    names = {
        "week": ("report.weekly.weekday",),
        "xun": ("report.xun.working_day",),
        "month": ("report.monthly.working_day", "report.monthly.inclusive"),
    }[period.kind]
    return {key: book.in_force(key, on=period.next.start) for key in names}


def _answer(calendar: Calendar, period: Period, rules: dict[str, InForce]) -> Answer:
    if period.kind == "week":
        return worktime.weekly_due(calendar, period.start, since=rules["report.weekly.weekday"].since)
    if period.kind == "xun":
        rule = rules["report.xun.working_day"]
        return worktime.xun_due(calendar, period.start, working_day=rule.value, since=rule.since)
    rule = rules["report.monthly.working_day"]
    inclusive = rules["report.monthly.inclusive"].value
    return worktime.monthly_due(
        calendar, period.start, working_day=rule.value, inclusive=inclusive, since=rule.since
    )
