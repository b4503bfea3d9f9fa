"""Calendar or rules changed: open duties follow. What each owning app shares (design: data flow, row 9)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import Store
from apps.duties.models import Duty
from apps.duties.services.sweeps import keep_plan
from apps.duties.services.verbs import Plan, reschedule


@dataclass(frozen=True)
class Move:
    """One open duty that moves (or would move), with both moments (UTC)."""

    duty: Duty
    old_at: datetime
    new_at: datetime


def replan_open(
    kinds: Iterable[str],
    *,
    store: Store,
    stamp: int,
    plans_of: Callable[[list[Duty]], Mapping[int, Plan]],
    now: datetime,
    write: bool,
) -> list[Move]:
    """Move the store's open duties of `kinds` to the plans their owner works out; call it in a transaction.

    `plans_of` answers by duty id and leaves out what stays. `write=False` looks at all of them and changes nothing;
    writing takes only those planned before `stamp`. Missed and settled duties never move, and none moves to a moment
    that has passed: nobody could keep it.
    """
    rows = Duty.objects.filter(
        store=store, kind__in=list(kinds), state=Duty.State.OPEN, settled_at__isnull=True
    )
    if write:
        rows = rows.filter(plan_stamp__lt=stamp).select_for_update()
    found = list(rows.order_by("pk"))
    if not found:
        return []
    plans = plans_of(found)
    moved = [duty for duty in found if duty.pk in plans and now < plans[duty.pk].answer.at != duty.due_at]
    moves = [Move(duty, duty.due_at, plans[duty.pk].answer.at) for duty in moved]
    if write:
        for duty in moved:
            reschedule(duty, plans[duty.pk], now=now, by=None, code="replan")
        keep_plan(found, stamp=stamp)
    return moves
