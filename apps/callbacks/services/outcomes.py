"""What follows from each outcome of a dial (domain.md 4.1): one function per effect."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import Attempt, Callback, Outcome
from apps.callbacks.services.appointments import make_appointment
from apps.callbacks.services.data_check import note_wrong
from apps.callbacks.services.history import move_call
from apps.callbacks.services.opted_out import cancel_opted_out
from apps.callbacks.services.unreachable import end_if_unreachable
from apps.customers import services as customers
from apps.customers.models import Phone
from apps.duties import services as duties
from apps.duties.models import Duty

if TYPE_CHECKING:
    from apps.callbacks.services.entries import AttemptEntry

State = Callback.State


@dataclass(frozen=True)
class Dial:
    """A saved attempt with what was entered; the call's row is locked."""

    callback: Callback
    attempt: Attempt
    entry: "AttemptEntry"
    now: datetime
    by: User

    def move(self, new: str) -> None:
        if self.callback.state != new:
            code = self.attempt.outcome.code
            move_call(self.callback, old=Callback.OPEN, new=new, now=self.now, by=self.by, code=code)


def complete(dial: Dial) -> None:
    dial.move(State.COMPLETED)
    duties.settle(dial.callback.duty, at=dial.now, by=dial.by, code="completed")


def appoint(dial: Dial) -> None:
    make_appointment(dial.callback, dial.attempt, now=dial.now, by=dial.by)


def refuse(dial: Dial) -> None:
    """A customer who was reached and will not talk has been called; they may ask not to be called again."""
    dial.move(State.REFUSED)
    duties.settle(dial.callback.duty, at=dial.now, by=dial.by, code="refused")
    customer = dial.callback.customer
    if dial.entry.do_not_call and not customer.do_not_call:
        reason = dial.entry.note.strip()[:200] or _("Asked for it during a call")
        customers.opt_out(customer, reason=reason, now=dial.now, by=dial.by)
        cancel_opted_out(customer=customer, now=dial.now, by=dial.by)


def retry(dial: Dial) -> None:
    dial.move(State.IN_PROGRESS)
    end_if_unreachable(dial.callback, now=dial.now, by=dial.by)


def note_bad_number(dial: Dial) -> None:
    """A wrong number is an item for the information clerk (S24); with no other number left the call ends."""
    phone = dial.attempt.phone
    if phone is not None:
        customers.mark_phone(phone, Phone.Validity.INVALID, now=dial.now, by=dial.by)
    note_wrong(dial.callback, "phone", phone=phone, now=dial.now, by=dial.by)
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


EFFECTS: dict[str, Callable[[Dial], None]] = {
    Outcome.Effect.COMPLETE: complete,
    Outcome.Effect.APPOINT: appoint,
    Outcome.Effect.REFUSE: refuse,
    Outcome.Effect.RETRY: retry,
    Outcome.Effect.BAD_NUMBER: note_bad_number,
}
