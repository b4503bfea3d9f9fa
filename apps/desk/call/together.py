"""Other calls of the same customer, finished with the same dial: each with its own answers (ux.md, call screen)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid5

from apps.accounts.models import User
from apps.callbacks.models import Callback
from apps.callbacks.services import AttemptEntry, holder, question_set_for
from apps.callbacks.services.due_moments import store_day
from apps.core.prepared import prepared
from apps.desk.call.asking import Ask, asks
from apps.desk.call.forms import ALSO, answers_in

MOST = 6


@dataclass(frozen=True)
class Other:
    """One more call that waits for the customer; `may_join` when this dial may finish it too."""

    callback: Callback
    may_join: bool
    field: str
    chosen: bool
    asks: list[Ask]


def others(
    callback: Callback, typed: Mapping[str, Any], faults: Mapping[str, str], *, now: datetime, by: User
) -> list[Other]:
    """Other open calls of the same customer, the nearest first."""
    rows = _open_calls(customer=callback.customer_id, store=callback.store_id, beside=callback.pk)
    return [_other(row, callback, typed, faults, now=now, by=by) for row in rows]


@prepared
def _open_calls(customer: int, store: int, beside: int) -> Any:
    rows = Callback.objects.open().filter(customer=customer, store=store).exclude(pk=beside)
    rows = rows.select_related("duty__owner", "order", "store", "claimed_by", "held")
    return rows.order_by("duty__due_at")[:MOST]


def _other(
    row: Callback,
    callback: Callback,
    typed: Mapping[str, Any],
    faults: Mapping[str, str],
    *,
    now: datetime,
    by: User,
) -> Other:
    field = f"{ALSO}{row.pk}"
    joins = may_join(row, callback, now=now, by=by)
    found: list[Ask] = []
    if joins:
        question_set = question_set_for(row.kind, on=store_day(row.store, now))
        found = asks(question_set, typed, faults, prefix=f"{field}-")
    return Other(row, joins, field, bool(typed.get(field)), found)


def may_join(row: Callback, callback: Callback, *, now: datetime, by: User) -> bool:
    """Whether the same person may finish this call in the same dial; verifications are asked on their own."""
    verifies = Callback.Kind.COMPLAINT_VERIFY in (row.kind, callback.kind)
    mine = row.duty.owner_id in (by.pk, callback.duty.owner_id)
    free = holder(row, now=now) in (None, by) and getattr(row, "held", None) is None
    served = row.order is not None and row.order.served_by_id == by.pk
    return mine and free and not verifies and not served


def joined_ids(data: Mapping[str, Any]) -> list[int]:
    """Ids of the calls ticked to be finished too."""
    found = [
        name.removeprefix(ALSO) for name, value in data.items() if name.startswith(ALSO) and value == "1"
    ]
    return sorted(int(pk) for pk in found if pk.isascii() and pk.isdigit() and len(pk) < 19)[:MOST]


def joined_entry(entry: AttemptEntry, pk: int, data: Mapping[str, Any]) -> AttemptEntry:
    """The same dial for another call: its own answers and key; words and data checks stay with the first."""
    prefix = f"{ALSO}{pk}-"
    own = {name.removeprefix(prefix): value for name, value in data.items() if name.startswith(prefix)}
    return replace(
        entry,
        request_key=uuid5(entry.request_key, str(pk)),
        answers=answers_in(own),
        checked={},
        fixes={},
        problem="",
        suggestion="",
        question="",
        opt_out="",
    )
