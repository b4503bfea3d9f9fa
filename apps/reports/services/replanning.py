"""Calendar or rules changed: open report duties follow (design: data flow, row 9)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from apps.accounts.models import Store
from apps.core.worktime import Unanswerable
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.duties.services import Plan
from apps.reports.models import Issue
from apps.reports.services.opening import DUTY_KINDS
from apps.reports.services.planning import Almanac


@dataclass(frozen=True)
class Move:
    """One open duty that moves (or would move), with both moments."""

    duty: Duty
    old_at: datetime
    new_at: datetime


@transaction.atomic
def replan(*, now: datetime, write: bool = True, store: Store | None = None) -> list[Move]:
    """Work out every open report duty again whose plan is older than the store's calendar and rules.

    `write=False` looks at all open duties and changes nothing: the preview on the settings page. Missed and settled
    duties never move.
    """
    almanac = Almanac()
    stores = Store.objects.all() if store is None else [store]
    return [move for one in stores for move in _replan_store(one, almanac=almanac, now=now, write=write)]


def _replan_store(store: Store, *, almanac: Almanac, now: datetime, write: bool) -> list[Move]:
    rows = list(_open_duties(store, almanac.stamp(store) if write else None))
    if not rows:
        return []
    plans = _plans(rows, store=store, almanac=almanac)
    moved = [duty for duty in rows if duty.pk in plans and plans[duty.pk].answer.at != duty.due_at]
    moves = [Move(duty, duty.due_at, plans[duty.pk].answer.at) for duty in moved]
    if write:
        for duty in moved:
            duties.reschedule(duty, plans[duty.pk], now=now, by=None, code="replan")
        duties.keep_plan(rows, stamp=almanac.stamp(store))
    return moves


def _open_duties(store: Store, stamp: int | None) -> QuerySet[Duty]:
    """Open report duties; with a stamp only those planned before it, locked."""
    rows = Duty.objects.filter(
        store=store, kind__in=DUTY_KINDS.values(), state=Duty.State.OPEN, settled_at__isnull=True
    ).order_by("pk")
    return rows if stamp is None else rows.filter(plan_stamp__lt=stamp).select_for_update()


def _plans(rows: list[Duty], *, store: Store, almanac: Almanac) -> dict[int, Plan]:
    """New plans by duty id; a duty for which the calendar has no day left stays as it is."""
    found: dict[int, Plan] = {}
    for issue in Issue.objects.filter(duty__in=rows, number=1):
        try:
            found[issue.duty_id] = almanac.plan(store, issue.period)
        except Unanswerable:
            continue
    return found
