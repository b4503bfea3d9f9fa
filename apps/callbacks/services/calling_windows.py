"""Whether a call may start now, and when it may next (R04)."""

from dataclasses import dataclass
from datetime import date, datetime

from apps.callbacks.models import Callback
from apps.callbacks.services.due_moments import store_day
from apps.core import worktime
from apps.rulebook.calendars import store_calendar
from apps.rulebook.policy import PolicyBook

WINDOWS = ("windows.followup", "windows.exempt")


@dataclass(frozen=True)
class Place:
    """Where a call start lies: inside by the rules, and in which window of which day (None: in none)."""

    inside: bool
    day: date | None = None
    number: int | None = None


def purpose_of(callback: Callback, at: datetime) -> str:
    """Why the customer is called, as R04 sees it: verifying a complaint and keeping an appointment are exempt."""
    if callback.kind == Callback.Kind.COMPLAINT_VERIFY:
        return "complaint"
    promised = callback.state == Callback.State.APPOINTED and callback.appointment_at is not None
    if promised and store_day(callback.store, callback.appointment_at) == store_day(callback.store, at):
        return "appointment"
    return "followup"


def place_of(callback: Callback, at: datetime) -> Place:
    """The place of a call start, by the windows in force on its day."""
    book = PolicyBook(callback.store, keys=WINDOWS)
    day = store_day(callback.store, at)
    hit = worktime.occurrence(store_calendar(callback.store), at, windows=book.windows(on=day))
    purpose = purpose_of(callback, at)
    exempt = purpose in book.value("windows.exempt", on=day)
    return Place(exempt or hit is not None, hit and hit.day, None if hit is None else hit.index)


def slots(callback: Callback, *, now: datetime, count: int = 4) -> list[tuple[datetime, datetime]]:
    """The next windows an appointment can be made for, as UTC (start, end)."""
    book = PolicyBook(callback.store, keys=WINDOWS)
    windows = book.windows(on=store_day(callback.store, now))
    return worktime.next_windows(store_calendar(callback.store), now, count=count, windows=windows)
