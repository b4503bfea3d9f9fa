"""A save that can be taken back for ten seconds (ux.md 3).

What is saved waits as a row: no attempt, no settled duty, no complaint, so that nothing has to be un-happened. After
the ten seconds it is recorded with the moment of the save; whoever kills a process in between loses nothing, because
the row stays until it is recorded in one transaction. Shortly before the due moment a save is recorded at once, so
that no call is judged late for its waiting.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import Attempt, Callback, Draft, HeldSave
from apps.callbacks.services.attempts import locked, refuse_unfit, saved_before
from apps.callbacks.services.claims import CLAIM, refuse_held, refuse_held_row
from apps.callbacks.services.entries import AttemptEntry, check_dial
from apps.core.prepared import prepared
from apps.core.refusal import Refused

NEAR = timedelta(minutes=10)


def undo_time() -> timedelta:
    """How long a save can be taken back."""
    return timedelta(seconds=settings.UNDO_SECONDS)


def hold(
    callback: Callback,
    entry: AttemptEntry,
    *,
    data: Mapping[str, Any],
    now: datetime,
    by: User,
    joined: Iterable[tuple[Callback, AttemptEntry]] = (),
) -> HeldSave | None:
    """Check a save and let it wait; `data` is what the page sent. None: this very save is recorded already.

    `joined`: other calls of the customer that the same dial finishes; they wait with it. Raises Refused as
    `record_attempt` does, and (stale) when somebody else's save of this call waits.
    """
    with transaction.atomic():
        callback = locked(callback)
        waiting, recorded = _before(callback, entry)
        if recorded and saved_before(callback, entry, by=by) is not None:
            return None
        if waiting is not None and waiting.request_key == entry.request_key:
            return waiting
        refuse_held_row(waiting)
        refuse_unfit(callback, entry, now=now, by=by)
        check_dial(callback, entry, now=now)
        held = _put(callback, entry, data=data, now=now, by=by)
        for other, own in joined:
            _join(held, other, own, now=now, by=by)
        return held


def _join(held: HeldSave, callback: Callback, entry: AttemptEntry, *, now: datetime, by: User) -> None:
    callback = locked(callback)
    refuse_held([callback.pk])
    if callback.customer_id != held.callback.customer_id:
        raise Refused(_("This call belongs to another customer."), code="invalid")
    refuse_unfit(callback, entry, now=now, by=by)
    try:
        check_dial(callback, entry, now=now)
    except Refused as refusal:
        refusal.field = refusal.field and f"also-{callback.pk}-{refusal.field}"
        raise
    _put(callback, entry, data={}, now=now, by=by, leader=held)


def _before(callback: Callback, entry: AttemptEntry) -> tuple[HeldSave | None, bool]:
    """The save of this call that waits, and whether an attempt carries this page's key; read under the lock."""
    recorded = Attempt.objects.filter(request_key=entry.request_key).exists()
    return next(iter(_waiting(callback=callback.pk)), None), recorded


@prepared
def _waiting(callback: int) -> Any:
    return HeldSave.objects.filter(callback=callback).select_related("by", "callback")


def _put(
    callback: Callback,
    entry: AttemptEntry,
    *,
    data: Mapping[str, Any],
    now: datetime,
    by: User,
    leader: HeldSave | None = None,
) -> HeldSave:
    Callback.objects.filter(pk=callback.pk).update(claimed_by=by, claimed_at=now, claimed_until=now + CLAIM)
    return HeldSave.objects.create(
        callback=callback,
        by=by,
        data=dict(data),
        started_at=entry.started_at,
        held_at=now,
        request_key=entry.request_key,
        leader=leader,
    )


def can_be_undone(held: HeldSave, *, now: datetime) -> bool:
    """Not when undoing is switched off, the time is over, or the due moment is so near that waiting could harm."""
    due_at = held.callback.duty.due_at
    near = held.held_at < due_at <= held.held_at + NEAR
    return not near and now < held.held_at + undo_time()


def take_back(callback: Callback, *, now: datetime, by: User) -> None:
    """Undo: the save never was; its words are the draft again. Raises Refused(code="stale") when it is recorded."""
    with transaction.atomic():
        rows = HeldSave.objects.select_for_update(of=("self",)).select_related("callback__duty")
        held = rows.filter(callback=callback, by=by, leader__isnull=True).first()
        if held is None or not can_be_undone(held, now=now):
            raise Refused(_("This save has been recorded and stands."), code="stale")
        give_back(held, now=now)


def give_back(held: HeldSave, *, now: datetime) -> None:
    """The held words become the person's draft again, with the start of their dial."""
    kept = {"data": held.data, "started_at": held.started_at, "saved_at": now}
    Draft.objects.update_or_create(callback_id=held.callback_id, user_id=held.by_id, defaults=kept)
    forget_held(held)


def forget_held(held: HeldSave) -> None:
    """It waits no more, nor do the saves of other calls that waited with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM callbacks_heldsave WHERE id = %(pk)s OR leader_id = %(pk)s", {"pk": held.pk}
        )


def waiting_saves(*, now: datetime, by: User | None = None) -> list[int]:
    """Ids of held saves whose time to be taken back is over, oldest first."""
    until = now - undo_time()
    return _over(until=until) if by is None else _over_of(until=until, by=by.pk)


@prepared
def _over(until: datetime) -> Any:
    rows = HeldSave.objects.filter(held_at__lte=until, leader__isnull=True)
    return rows.order_by("held_at", "pk").values_list("pk", flat=True)


@prepared
def _over_of(until: datetime, by: int) -> Any:
    rows = HeldSave.objects.filter(held_at__lte=until, leader__isnull=True, by=by)
    return rows.order_by("held_at", "pk").values_list("pk", flat=True)
