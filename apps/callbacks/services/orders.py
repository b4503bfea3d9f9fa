"""Documents corrected, voided or taken back with their import: calls, duties and fines follow (S01, S02, S21)."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.callbacks.models import Attempt
from apps.callbacks.services.dealing import least_loaded_agent
from apps.callbacks.services.due_moments import store_day
from apps.callbacks.services.fitness import barred_people
from apps.callbacks.services.hand_over import refuse_own_miss, withdraw
from apps.callbacks.services.opening import open_due_follow_ups
from apps.callbacks.services.order_effects import (
    FOLLOW_UPS,
    Effect,
    preview_order_change,
    preview_order_void,
)
from apps.core.refusal import Refused
from apps.customers import services as customers
from apps.customers.models import ImportBatch, Order
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.penalties import services as penalties

# Calls of an import that nobody has tried, with their duties.
CANCEL_BATCH = """
WITH old AS (
  SELECT c.id, c.state, c.duty_id, d.state AS duty_state
    FROM callbacks_callback c JOIN customers_order o ON o.id = c.order_id JOIN duties_duty d ON d.id = c.duty_id
   WHERE o.batch_id = %(batch)s AND c.state IN ('pending', 'in_progress', 'appointed')
   ORDER BY c.id FOR UPDATE OF c, d
), calls AS (
  UPDATE callbacks_callback c SET state = 'cancelled', version = version + 1 FROM old WHERE c.id = old.id
), duty AS (
  UPDATE duties_duty d SET state = 'cancelled' FROM old WHERE d.id = old.duty_id
), told AS (
  INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, by_id, code)
  SELECT duty_id, 'cancel', duty_state, 'cancelled', %(now)s, %(by)s, 'import_undone' FROM old ORDER BY duty_id
), moved AS (
  INSERT INTO callbacks_callbackmove (callback_id, old, new, at, by_id, code)
  SELECT id, state, 'cancelled', %(now)s, %(by)s, 'import_undone' FROM old ORDER BY id
)
SELECT duty_id FROM old
"""


def correct_order(
    order: Order, *, changes: dict[str, Any], reason: str, now: datetime, by: User
) -> list[Effect]:
    """Correct a document; its call's due moment is judged again and fines on it go back to be decided.

    Raises Refused without a reason, for a day to come, a taken number, a voided document, and (stale) an old version.
    """
    _guard(order, by=by)
    reason = _needed(reason)
    day = changes.get("document_day", order.document_day)
    if day > store_day(order.store, now):
        message = _("A document cannot be of a day to come.")
        raise Refused(message, field="document_day", code="invalid")
    with transaction.atomic():
        effects = preview_order_change(order, changes=changes, now=now)
        customers.change_order_row(order, changes, code="corrected", now=now, by=by)
        for effect in effects:
            _follow(effect, order, reason=reason, now=now, by=by)
        open_due_follow_ups(now=now, store=order.store)
        penalties.withdraw_unfounded(now=now, duties=[effect.callback.duty_id for effect in effects])
    return effects


def void_order(order: Order, *, reason: str, now: datetime, by: User) -> list[Effect]:
    """Void a document: its open call falls away, a late one is excused, fines on it go back to be decided."""
    _guard(order, by=by)
    reason = _needed(reason)
    with transaction.atomic():
        effects = preview_order_void(order)
        customers.void_order_row(order, code="voided", now=now, by=by)
        for effect in effects:
            _fall_away(effect, reason=reason, now=now, by=by)
        penalties.withdraw_unfounded(now=now, duties=[effect.callback.duty_id for effect in effects])
    return effects


def calls_worked_on(batch: ImportBatch) -> int:
    """How many calls of an import have an attempt: with one it cannot be undone any more."""
    rows = Attempt.objects.filter(callback__order__batch=batch)
    return rows.values("callback").distinct().count()


def undo_import(batch: ImportBatch, *, now: datetime, by: User) -> int:
    """Take back an import nobody has worked on; returns how many documents went (domain.md 4.6).

    Raises Refused when a call of it has an attempt, and (stale) when it is not committed.
    """
    access.refuse_unless(by, "customers.commit_import")
    if batch.store_id != access.store_of(by).pk:
        raise Refused(_("This import belongs to another store."), code="forbidden")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(CANCEL_BATCH, {"batch": batch.pk, "now": now, "by": by.pk})
            ids = [duty_id for (duty_id,) in cursor.fetchall()]
        worked = calls_worked_on(batch)
        if worked:
            message = _("%(count)s calls of this import have been worked on: it cannot be undone.")
            raise Refused(message % {"count": worked}, code="state")
        gone = customers.remove_batch_rows(batch, now=now, by=by)
        penalties.withdraw_unfounded(now=now, duties=ids)
    return gone


def _guard(order: Order, *, by: User) -> None:
    access.refuse_unless(by, "customers.order")
    if order.store_id != access.store_of(by).pk:
        raise Refused(_("This document belongs to another store."), code="forbidden")


def _needed(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    return reason[:500]


def _follow(effect: Effect, order: Order, *, reason: str, now: datetime, by: User) -> None:
    duty = effect.callback.duty
    if effect.plan is not None:
        duties.correct(duty, effect.plan, now=now, by=by, reason=reason)
    if duty.title != order.number and effect.callback.kind in FOLLOW_UPS:
        Duty.objects.filter(pk=duty.pk).update(title=order.number)
    if effect.owner_served:
        day = store_day(order.store, now)
        unfit = (order.served_by_id, *barred_people(effect.callback, on=day))
        other = least_loaded_agent(order.store, on=day, exclude=unfit)
        duties.reassign(duty, to=other, now=now, by=by, code="served", reason=reason)


def _fall_away(effect: Effect, *, reason: str, now: datetime, by: User) -> None:
    if effect.what == "cancelled":
        refuse_own_miss(effect.callback, by=by)
        withdraw(effect.callback, code="void", reason=reason, now=now, by=by)
    elif effect.what == "excused":
        duties.excuse(effect.callback.duty, cause=Duty.Cause.DECIDED, now=now, by=by, reason=reason)
