"""The judge of customers who never answer (R06): enough unanswered attempts end the call without fine."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apps.accounts.models import User
from apps.callbacks.models import Attempt, Callback, Outcome
from apps.callbacks.services.calling_windows import CallingWindows
from apps.callbacks.services.history import move_call
from apps.core import worktime
from apps.core.prepared import prepared
from apps.core.worktime import Verdict
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.rulebook.calendars import store_calendar
from apps.rulebook.policy import PolicyBook


@dataclass(frozen=True)
class Tally:
    """How far R06 is while somebody calls: counted and needed, and whether a try now would count."""

    attempts: int
    windows: int
    days: int
    need_attempts: int
    need_windows: int
    need_days: int
    counts_now: bool
    counted_already: bool


RULE = ("windows.followup", "unreachable.attempts", "unreachable.windows", "unreachable.days")


def end_if_unreachable(callback: Callback, *, now: datetime, by: User) -> bool:
    """End the call when R06 is met. Before the cut-off it excuses the duty; after it the miss stays."""
    duty, starts = callback.duty, starts_of(callback)
    in_time = judge(callback, starts, before=duty.due_at).answer
    late = not in_time and now >= duty.due_at
    if not in_time and not (late and judge(callback, starts, before=now + timedelta(seconds=1)).answer):
        return False
    state = Callback.State.UNREACHABLE
    move_call(callback, old=Callback.OPEN, new=state, now=now, by=by, code="R06")
    if in_time and duty.state in (Duty.State.OPEN, Duty.State.MISSED):
        duties.excuse(duty, cause=Duty.Cause.UNREACHABLE, now=now, by=by, settle_too=True)
    else:
        duties.settle(duty, at=now, by=by, code="unreachable")
    return True


def starts_of(callback: Callback) -> list[datetime]:
    """When the unanswered attempts of a call began; those entered afterwards never excuse, so they do not count."""
    return _starts(callback=callback.pk)


@prepared
def _starts(callback: int) -> Any:
    rows = Attempt.objects.filter(
        callback=callback, outcome__effect=Outcome.Effect.RETRY, entered_later=False
    )
    return rows.values_list("started_at", flat=True)


def judge(callback: Callback, starts: list[datetime], *, before: datetime) -> Verdict:
    """R06 on those of the unanswered attempts that began before `before`; values of the cut-off day."""
    store, day = callback.store, callback.duty.due_day
    book = PolicyBook(store, keys=RULE)
    attempts = book.in_force("unreachable.attempts", on=day)
    return worktime.unreachable(
        store_calendar(store),
        starts,
        before=before,
        windows=book.windows(on=day),
        min_attempts=attempts.value,
        min_windows=book.value("unreachable.windows", on=day),
        min_days=book.value("unreachable.days", on=day),
        since=attempts.since,
    )


def tally(callback: Callback, starts: Iterable[datetime], *, windows: CallingWindows, now: datetime) -> Tally:
    """R06 counted for the screen, without a query; `starts` are the unanswered tries that may count.

    Windows and minimum are those of the cut-off day, as `judge` takes them.
    """
    day, book = callback.duty.due_day, windows.book
    spans, due_at = book.windows(on=day), callback.duty.due_at
    found = [worktime.occurrence(windows.calendar, at, windows=spans) for at in starts if at < due_at]
    hits = [hit for hit in found if hit is not None]
    here = worktime.occurrence(windows.calendar, now, windows=spans) if now < due_at else None
    return Tally(
        attempts=len(hits),
        windows=len(set(hits)),
        days=len({hit.day for hit in hits}),
        need_attempts=book.value("unreachable.attempts", on=day),
        need_windows=book.value("unreachable.windows", on=day),
        need_days=book.value("unreachable.days", on=day),
        counts_now=here is not None and here not in hits,
        counted_already=here is not None and here in hits,
    )
