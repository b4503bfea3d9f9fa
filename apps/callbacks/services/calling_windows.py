"""Whether a call may start now, and when it may next (R04)."""

from dataclasses import dataclass
from datetime import date, datetime

from apps.accounts.models import Store
from apps.callbacks.models import Callback
from apps.callbacks.services.due_moments import store_day
from apps.core import worktime
from apps.core.worktime import Calendar
from apps.rulebook.calendars import opening_calendar
from apps.rulebook.policy import PolicyBook

KEYS = (
    "windows.followup", "windows.exempt", "unreachable.attempts", "unreachable.windows", "unreachable.days",
    "infocheck.due_days",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a call start lies: inside by the rules, and in which window of which day (None: in none)."""

    inside: bool
    day: date | None = None
    number: int | None = None


@dataclass(frozen=True)
class CallingWindows:
    """The windows of one store, its calendar and rules read once."""

    store: Store
    calendar: Calendar
    book: PolicyBook

    @classmethod
    def of(cls, store: Store) -> "CallingWindows":
        book = PolicyBook(store, keys=KEYS)
        return cls(store, opening_calendar(store), book)

    def on(self, day: date) -> tuple[worktime.Window, ...]:
        return self.book.windows(on=day)

    def place(self, callback: Callback, at: datetime, *, inbound: bool = False) -> Place:
        """The place of a call start, by the windows in force on its day; `inbound`: the customer called us."""
        day = store_day(self.store, at)
        hit = worktime.occurrence(self.calendar, at, windows=self.on(day))
        purpose = "inbound" if inbound else purpose_of(callback, at)
        exempt = purpose in self.book.value("windows.exempt", on=day)
        if hit is None:
            return Place(exempt)
        return Place(True, hit.day, hit.index)

    def following(self, at: datetime, *, count: int) -> list[tuple[datetime, datetime]]:
        """The next windows not yet over, as UTC (start, end)."""
        windows = self.on(store_day(self.store, at))
        return worktime.next_windows(self.calendar, at, count=count, windows=windows)


def purpose_of(callback: Callback, at: datetime) -> str:
    """Why the customer is called, as R04 sees it: verifying a complaint and keeping an appointment are exempt."""
    if callback.kind == Callback.Kind.COMPLAINT_VERIFY:
        return "complaint"
    promised = callback.state == Callback.State.APPOINTED and callback.appointment_at is not None
    if promised and store_day(callback.store, callback.appointment_at) == store_day(callback.store, at):
        return "appointment"
    return "followup"
