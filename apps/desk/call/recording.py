"""Held saves become facts: with the moment of the save, in one transaction, by the next request or the sweep."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from apps.accounts.models import User
from apps.callbacks.models import Attempt, HeldSave
from apps.callbacks.services import forget_held, give_back, waiting_saves
from apps.complaints.models import Complaint
from apps.core.prepared import prepared
from apps.core.refusal import Refused
from apps.desk.call.forms import CallForm
from apps.desk.call.save import save_call
from apps.notices.services import tell

NOT_RECORDED = gettext_noop("Your save of %(number)s was not recorded: %(why)s What you typed is kept.")


def record_waiting(*, now: datetime, by: User | None = None) -> int:
    """Record what can no longer be taken back, of one person or of everybody (sweep). Returns how many."""
    waiting = waiting_saves(now=now, by=by)
    return sum(record_or_give_back(pk, now=now, asked_by=by) is not None for pk in waiting)


def record(held: HeldSave) -> tuple[Attempt, Complaint | None]:
    """One held save, with the moment it was made at. Raises Refused when the house has changed meanwhile."""
    callback, store = held.callback, held.callback.store
    form = CallForm(held.data | {"request_key": str(held.request_key)}, store=store)
    if not form.is_valid():
        field, faults = next(iter(form.errors.items()))
        raise Refused(faults[0], field=field, code="invalid")
    with transaction.atomic(), timezone.override(ZoneInfo(store.tz)):
        saved = save_call(callback, form, started_at=held.started_at, now=held.held_at, by=held.by)
        forget_held(held)
    return saved


def record_or_give_back(pk: int, *, now: datetime, asked_by: User | None = None) -> Attempt | None:
    """Record one held save unless somebody else is at it; what cannot be recorded is the person's draft again.

    `asked_by`: whose saves are being recorded; what is known of their rights is not asked again.
    """
    with transaction.atomic():
        held = next(iter(_held(pk=pk)), None)
        if held is None:
            return None
        if held.by == asked_by:
            held.by = asked_by
        try:
            return record(held)[0]
        except Refused as refusal:
            _tell_in_vain(held, refusal, now=now)
            give_back(held, now=now)
            return None


@prepared
def _held(pk: int) -> Any:
    rows = HeldSave.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    return rows.select_related("by", "callback__store", "callback__duty", "callback__customer")


def _tell_in_vain(held: HeldSave, refusal: Refused, *, now: datetime) -> None:
    with translation.override(held.by.language or None):
        why = str(refusal)
    tell(
        [held.by],
        kind="callbacks.not_recorded",
        key=f"not-recorded:{held.request_key}",
        title=NOT_RECORDED,
        url=reverse("desk:call", args=[held.callback_id]),
        at=now,
        store=held.callback.store,
        params={"number": held.callback.duty.title, "why": why},
    )
