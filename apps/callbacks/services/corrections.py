"""Wrong numbers come back corrected (S24): the call waits again, due after the correction."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts import access
from apps.accounts.models import Role, User
from apps.callbacks.models import Callback, Correction
from apps.callbacks.services.due_moments import day_plan, store_day
from apps.callbacks.services.hand_over import put_back
from apps.callbacks.services.opted_out import cancel_opted_out
from apps.core import worktime
from apps.core.prepared import reread
from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.core.worktime import Step
from apps.customers import services as customers
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.duties.services import Plan
from apps.notices.services import tell
from apps.rulebook.calendars import store_calendar

State = Correction.State
CORRECTED = gettext_noop(
    "The customer's number for complaint %(number)s was corrected; a new call can be made."
)


def correct_number(correction: Correction, *, number: str, now: datetime, by: User) -> None:
    """Enter the right number; a call that ended for want of one waits again.

    Due = the later of its old due moment and 24:00 of the day after the correction; a miss stays a miss. A verifying
    call stays ended and the directors are told.
    Raises Refused for a bad or known number and (stale) for an item that is done.
    """
    access.refuse_unless(by, "callbacks.corrections")
    with transaction.atomic():
        _end(correction, State.DONE, now=now, by=by)
        customers.add_phone(correction.callback.customer, number, source="correction", now=now, by=by)
        callback = Callback.objects.select_for_update(of=("self",)).select_related("duty", "store")
        _call_again(callback.get(pk=correction.callback_id), now=now, by=by)
    reread(correction)


def finish(correction: Correction, *, now: datetime, by: User) -> None:
    """Another detail than the number has been put right in the customer's file."""
    access.refuse_unless(by, "callbacks.corrections")
    if correction.field == "phone":
        raise Refused(_("Please enter the right number."), field="number", code="invalid")
    with transaction.atomic():
        _end(correction, State.DONE, now=now, by=by)
    reread(correction)


def give_up(correction: Correction, *, now: datetime, by: User) -> None:
    """There is no right number to be found; the call stays ended."""
    access.refuse_unless(by, "callbacks.corrections")
    with transaction.atomic():
        _end(correction, State.HOPELESS, now=now, by=by)
    reread(correction)


def _end(correction: Correction, new: str, *, now: datetime, by: User) -> None:
    if correction.store_id != access.store_of(by).pk:
        raise Refused(_("This item belongs to another store."), code="forbidden")
    move(Correction, correction.pk, old=State.OPEN, new=new, done_at=now, done_by=by)


def _call_again(callback: Callback, *, now: datetime, by: User) -> None:
    if callback.state != Callback.State.WRONG_NUMBER:
        return
    if callback.kind == Callback.Kind.COMPLAINT_VERIFY:
        _leave_to_directors(callback, now=now)
        return
    put_back(callback, code="corrected", reason="", now=now, by=by)
    duty = callback.duty
    plan = None if duty.state == Duty.State.MISSED else _later_plan(callback, duty, now=now)
    duties.reopen(duty, now=now, by=by, reason="", plan=plan)
    cancel_opted_out(customer=callback.customer, now=now, by=by)


def _leave_to_directors(callback: Callback, *, now: datetime) -> None:
    """A verifying call that reached nobody is the director's to decide on (4.2): the complaint may be over by now, and
    another round is a call of its own."""
    tell(
        User.objects.holding(Role.CUSTOMER_DIRECTOR, store=callback.store, on=store_day(callback.store, now)),
        kind="callbacks.corrected",
        key=f"callbacks:corrected:{callback.pk}:{now.isoformat()}",
        title=CORRECTED,
        params={"number": callback.duty.title},
        url=reverse("desk:call", args=[callback.pk]),
        at=now,
        store=callback.store,
    )


def _later_plan(callback: Callback, duty: Duty, *, now: datetime) -> Plan | None:
    """The day after the correction, rolled off closed days; None where the old due moment is later."""
    calendar = store_calendar(callback.store)
    day = calendar.open_day_after(store_day(callback.store, now))
    if worktime.end_of_day(calendar, day) <= duty.due_at:
        return None
    return day_plan(
        callback.store,
        day,
        step=Step("number_corrected", {"day": store_day(callback.store, now).isoformat()}),
        policy_values=duty.policy_values,
    )
