"""A customer names a time (domain.md 4.1): the first appointment before the cut-off moves the due moment once."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import Attempt, Callback, Outcome
from apps.callbacks.services.due_moments import day_plan, store_day
from apps.callbacks.services.history import move_call
from apps.core.refusal import Refused
from apps.core.worktime import Step
from apps.duties import services as duties
from apps.duties.models import Duty

PROMISE_AHEAD = timedelta(minutes=10)
FURTHEST = timedelta(days=30)


def check_appointment(
    callback: Callback, at: datetime | None, *, outcome: Outcome, now: datetime
) -> datetime | None:
    """The appointment of an outcome that makes one. Raises Refused(field="appointment") for an unfit moment."""
    if outcome.effect != Outcome.Effect.APPOINT:
        return None
    if at is None:
        message = _("Please choose when the customer wants to be called.")
        raise Refused(message, field="appointment", code="invalid")
    if not now < at <= now + FURTHEST:
        message = _("An appointment lies in the future, at most 30 days ahead.")
        raise Refused(message, field="appointment", code="invalid")
    return at


def make_appointment(
    callback: Callback, attempt: Attempt, *, also: dict[str, Any], now: datetime, by: User
) -> None:
    """Promise the call (`also`: its other columns that change); later appointments leave the due moment where it is."""
    first = callback.appointment_count == 0
    move_call(
        callback,
        old=Callback.OPEN,
        new=Callback.State.APPOINTED,
        now=now,
        by=by,
        code=attempt.outcome.code,
        appointment_at=attempt.appointment_at,
        appointment_count=callback.appointment_count + 1,
        **also,
    )
    duty = callback.duty
    if first and duty.state == Duty.State.OPEN and now < duty.due_at:
        _move_due_moment(callback, duty, attempt.appointment_at, now=now, by=by)


def _move_due_moment(callback: Callback, duty: Duty, at: datetime, *, now: datetime, by: User) -> None:
    day = store_day(callback.store, at)
    if day == duty.due_day and not duty.clock:
        return
    plan = day_plan(callback.store, day, step=Step("appointed", {"day": day.isoformat()}))
    duties.reschedule(duty, plan, now=now, by=by, code="appointment")
