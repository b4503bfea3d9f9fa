"""Calls change hands or fall away: verbs of the manager (domain.md 4.0, 4.1)."""

from collections.abc import Iterable
from datetime import datetime
from typing import NoReturn

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts import access
from apps.accounts.models import Role, User
from apps.callbacks.models import Callback
from apps.callbacks.services.claims import refuse_held
from apps.callbacks.services.due_moments import store_day
from apps.callbacks.services.fitness import barred_from
from apps.callbacks.services.history import move_call
from apps.core.prepared import reread
from apps.core.refusal import Refused
from apps.duties import services as duties
from apps.duties.models import Duty

CALLERS = (Role.AGENT, Role.CARE_MANAGER, Role.CUSTOMER_DIRECTOR)
CANCEL_CODES = {
    "void": gettext_lazy("Document voided"),
    "duplicate": gettext_lazy("Duplicate"),
    "do_not_call": gettext_lazy("Customer does not want to be called"),
    "test": gettext_lazy("Test record"),
}
ENDED = (
    Callback.State.COMPLETED,
    Callback.State.REFUSED,
    Callback.State.UNREACHABLE,
    Callback.State.WRONG_NUMBER,
)
MOST = 200


def reassign(
    callbacks: Iterable[Callback], *, to: User, reason: str, now: datetime, by: User
) -> list[Callback]:
    """Give open calls to another agent, all or none; after the cut-off the old owner still answers for a miss.

    Raises Refused without a reason, for somebody who cannot call (absent, no caller of the store, served the
    customer, handled the complaint), for more than 200 calls, and (stale) for a call that has ended meanwhile.
    """
    access.refuse_unless(by, "callbacks.reassign")
    reason = _reason(reason)
    with transaction.atomic():
        rows = _locked(callbacks, by=by, action="callbacks.reassign")
        _refuse_unfit_caller(rows, to=to, now=now)
        for callback in rows:
            _refuse_ended(callback)
            if callback.duty.owner_id != to.pk:
                duties.reassign(callback.duty, to=to, now=now, by=by, reason=reason)
        Callback.objects.filter(pk__in=[row.pk for row in rows]).update(claimed_by=None, claimed_until=None)
    return rows


def cancel(callback: Callback, *, code: str, reason: str, now: datetime, by: User) -> None:
    """The call falls away (void, duplicate, do not call, test) and leaves the rates.

    Raises Refused for an unknown code, without a reason, (forbidden) for one's own miss, and (stale) for a call that
    has ended.
    """
    access.refuse_unless(by, "callbacks.cancel")
    reason = _reason(reason)
    if code not in CANCEL_CODES:
        raise Refused(_("Please choose why the call is cancelled."), field="code", code="invalid")
    with transaction.atomic():
        [row] = _locked([callback], by=by, action="callbacks.cancel")
        refuse_own_miss(row, by=by)
        withdraw(row, code=code, reason=reason, now=now, by=by)
    reread(callback)


def cancel_many(
    callbacks: Iterable[Callback], *, code: str, reason: str, now: datetime, by: User
) -> list[Callback]:
    """Cancel several, all or none."""
    rows = list(callbacks)
    _refuse_too_many(len(rows))
    with transaction.atomic():
        for callback in rows:
            cancel(callback, code=code, reason=reason, now=now, by=by)
    return rows


def withdraw(callback: Callback, *, code: str, reason: str, now: datetime, by: User | None) -> None:
    """Cancel an open call with its duty, for verbs that have checked their own rights."""
    state = Callback.State.CANCELLED
    move_call(callback, old=Callback.OPEN, new=state, now=now, by=by, code=code, reason=reason)
    duties.cancel(callback.duty, now=now, by=by, code=code, reason=reason)


def refuse_own_miss(callback: Callback, *, by: User) -> None:
    """The fine for a miss falls with its call, so somebody else than who answers for it takes the call away."""
    if callback.duty.state == Duty.State.MISSED and callback.duty.responsible_id == by.pk:
        raise Refused(_("Nobody cancels a call they have missed themselves."), code="forbidden")


def put_back(callback: Callback, *, code: str, reason: str, now: datetime, by: User) -> None:
    """An ended call is to be made again: it waits as on its first day. The caller sees to the duty."""
    new = Callback.State.PENDING
    move_call(callback, old=ENDED, new=new, now=now, by=by, code=code, reason=reason)


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    return reason[:500]


def _locked(callbacks: Iterable[Callback], *, by: User, action: str) -> list[Callback]:
    """The calls in id order, locked; all of them have to lie in the person's scope."""
    ids = {callback.pk for callback in callbacks}
    _refuse_too_many(len(ids))
    rows = Callback.objects.visible_to(by, action).filter(pk__in=ids).order_by("pk")
    found = list(rows.select_related("duty", "order", "store").select_for_update(of=("self",)))
    if len(found) != len(ids) or not ids:
        raise Refused(_("Some of these calls cannot be found."), code="stale")
    refuse_held([row.pk for row in found])
    return found


def _refuse_too_many(count: int) -> None:
    if count > MOST:
        message = _("At most %(count)s calls at once.") % {"count": MOST}
        raise Refused(message, code="too_large")


def _refuse_ended(callback: Callback) -> None:
    if not callback.is_open:
        message = _("This call has already ended: %(state)s.") % {"state": callback.get_state_display()}
        raise Refused(message, code="stale")


def _refuse_unfit_caller(rows: list[Callback], *, to: User, now: datetime) -> None:
    store = rows[0].store
    today = store_day(store, now)
    posts = to.posts.in_force(today).filter(store=store, role__in=CALLERS)
    if not posts.exists() or not User.objects.present(today).filter(pk=to.pk).exists():
        message = _("%(name)s cannot take calls today.") % {"name": to}
        raise Refused(message, field="to", code="invalid")
    served = [row.duty.title for row in rows if row.order is not None and row.order.served_by_id == to.pk]
    if served:
        _refuse_for(_("%(name)s served this customer: %(numbers)s."), to=to, numbers=served)
    barred = barred_from(rows, user=to, on=today)
    handled = [row.duty.title for row in rows if row.pk in barred]
    if handled:
        _refuse_for(
            _("%(name)s belongs to those who handled this complaint: %(numbers)s."), to=to, numbers=handled
        )


def _refuse_for(sentence: str, *, to: User, numbers: list[str]) -> NoReturn:
    raise Refused(sentence % {"name": to, "numbers": _(", ").join(numbers)}, field="to", code="invalid")
