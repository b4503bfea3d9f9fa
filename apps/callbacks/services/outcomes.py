"""What follows from each outcome of a dial (domain.md 4.1): one function per effect."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import Attempt, Callback, Outcome
from apps.callbacks.services.appointments import make_appointment
from apps.callbacks.services.calling_windows import CallingWindows
from apps.callbacks.services.data_check import blame_entries, note_wrong
from apps.callbacks.services.due_moments import store_day
from apps.callbacks.services.history import move_call
from apps.callbacks.services.opted_out import cancel_opted_out
from apps.callbacks.services.unreachable import end_if_unreachable
from apps.core.refusal import Refused
from apps.customers import services as customers
from apps.customers.models import Phone
from apps.duties import services as duties
from apps.duties.models import Duty

if TYPE_CHECKING:
    from apps.callbacks.services.entries import AttemptEntry

State = Callback.State
HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Dial:
    """A saved attempt with what was entered; the call's row is locked. `also` goes into the row with the move."""

    callback: Callback
    attempt: Attempt
    entry: "AttemptEntry"
    now: datetime
    by: User
    also: dict[str, Any] = field(default_factory=dict)

    def move(self, new: str) -> None:
        if self.callback.state != new:
            self._move(new)
        elif self.also:
            Callback.objects.filter(pk=self.callback.pk).update(**self.also)

    def _move(self, new: str) -> None:
        code = self.attempt.outcome.code
        move_call(self.callback, old=Callback.OPEN, new=new, now=self.now, by=self.by, code=code, **self.also)


def complete(dial: Dial) -> None:
    dial.move(State.COMPLETED)
    duties.settle(dial.callback.duty, at=dial.now, by=dial.by, code="completed")


def appoint(dial: Dial) -> None:
    make_appointment(dial.callback, dial.attempt, also=dial.also, now=dial.now, by=dial.by)


def refuse(dial: Dial) -> None:
    """A customer who was reached and will not talk has been called."""
    dial.move(State.REFUSED)
    duties.settle(dial.callback.duty, at=dial.now, by=dial.by, code="refused")


def note_wish(dial: Dial) -> None:
    """A reached customer does not want to be called again: at all, about this car or in this kind of call."""
    if not dial.entry.opt_out or not dial.attempt.outcome.is_final:
        return
    callback = dial.callback
    scope = {
        "every": {},
        "vehicle": {"vehicle": callback.vehicle},
        "kind": {"kind": callback.kind},
    }.get(dial.entry.opt_out)
    if scope is None or scope.get("vehicle", callback) is None:
        raise Refused(_("Choose one of the values offered."), field="opt_out", code="invalid")
    reason = dial.entry.opt_out_reason.strip() or dial.entry.note.strip()
    reason = reason[:200] or _("Asked for it during a call")
    customers.opt_out(callback.customer, reason=reason, now=dial.now, by=dial.by, **scope)
    cancel_opted_out(customer=callback.customer, now=dial.now, by=dial.by)


def let_go(callback: Callback, outcome: Outcome, *, now: datetime) -> dict[str, Any]:
    """The call is in nobody's hand any more; not answered, it comes up again when the outcome says."""
    columns: dict[str, Any] = {}
    if callback.claimed_by_id is not None:
        columns = {"claimed_by": None, "claimed_until": None}
    if outcome.effect == Outcome.Effect.RETRY:
        columns["retry_at"] = retry_moment(callback, outcome.wait, now=now)
    return columns


def retry(dial: Dial) -> None:
    dial.move(State.IN_PROGRESS)
    end_if_unreachable(dial.callback, now=dial.now, by=dial.by)


def note_bad_number(dial: Dial) -> None:
    """A wrong number is an item for the information clerk (S24); with no other number left the call ends."""
    phone = dial.attempt.phone
    if phone is not None:
        customers.mark_phone(phone, Phone.Validity.INVALID, now=dial.now, by=dial.by)
    note_wrong(dial.callback, "phone", phone=phone, now=dial.now, by=dial.by)
    blame_entries(dial.callback, ["phone"], phone=phone, now=dial.now, by=dial.by)
    left = Phone.objects.filter(customer=dial.callback.customer_id).exclude(number="")
    if left.exclude(validity=Phone.Validity.INVALID).exists():
        dial.move(State.IN_PROGRESS)
    else:
        _end_without_number(dial)


def _end_without_number(dial: Dial) -> None:
    """Found before the cut-off nobody answers for it; a miss stays a miss."""
    dial.move(State.WRONG_NUMBER)
    duty = dial.callback.duty
    if duty.state == Duty.State.OPEN and dial.now < duty.due_at:
        cause = Duty.Cause.UNREACHABLE
        duties.excuse(duty, cause=cause, now=dial.now, by=dial.by, settle_too=True)
    else:
        duties.settle(duty, at=dial.now, by=dial.by, code="wrong_number")


def retry_moment(callback: Callback, wait: str, *, now: datetime) -> datetime | None:
    """When an unanswered call comes up again (UTC); None at once."""
    if wait == Outcome.Wait.HALF_HOUR:
        return now + HALF_HOUR
    if wait == Outcome.Wait.NONE:
        return None
    windows = CallingWindows.of(callback.store)
    today, coming = store_day(callback.store, now), windows.following(now, count=10)
    if wait == Outcome.Wait.NEXT_DAY:
        coming = [span for span in coming if store_day(callback.store, span[0]) > today]
    return next((start for start, _end in coming if start > now), None)


EFFECTS: dict[str, Callable[[Dial], None]] = {
    Outcome.Effect.COMPLETE: complete,
    Outcome.Effect.APPOINT: appoint,
    Outcome.Effect.REFUSE: refuse,
    Outcome.Effect.RETRY: retry,
    Outcome.Effect.BAD_NUMBER: note_bad_number,
}
