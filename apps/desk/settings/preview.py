"""Which open duties a change of rules or calendar would move: the change is tried and taken back."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.models import Store
from apps.callbacks import services as callbacks
from apps.complaints import services as complaints
from apps.customers import services as customers
from apps.duties.labels import KIND_LABELS
from apps.reports import services as reports

OWNERS = (customers, callbacks, complaints, reports)
SHOWN = 50


@dataclass(frozen=True)
class Preview:
    """The moves a change would make: how many of each kind, and the first of them."""

    total: int
    by_kind: list[tuple[object, int]]
    moves: list[Any]


def preview(change: Callable[[], object], *, store: Store, now: datetime) -> Preview:
    """Try `change` in a transaction, ask every app what would move, and take everything back.

    Raises Refused when the change itself is refused.
    """
    with transaction.atomic():
        change()
        moves = [move for app in OWNERS for move in app.replan(now=now, write=False, store=store)]
        transaction.set_rollback(True)
    kinds = Counter(move.duty.kind for move in moves)
    by_kind = [(KIND_LABELS.get(kind, kind), count) for kind, count in sorted(kinds.items())]
    return Preview(total=len(moves), by_kind=by_kind, moves=moves[:SHOWN])
