"""Calendar or rules changed: open report duties follow (design: data flow, row 9)."""

from datetime import datetime
from functools import partial

from django.db import transaction

from apps.accounts.models import Store
from apps.core.worktime import Unanswerable
from apps.duties.models import Duty
from apps.duties.services import Move, Plan, replan_open
from apps.reports.figures.kinds import BY_CODE, DUTY_KINDS
from apps.reports.models import Issue
from apps.reports.services.planning import Almanac


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
    plans_of = partial(_plans, store=store, almanac=almanac)
    stamp = almanac.stamp(store)
    return replan_open(DUTY_KINDS, store=store, stamp=stamp, plans_of=plans_of, now=now, write=write)


def _plans(rows: list[Duty], *, store: Store, almanac: Almanac) -> dict[int, Plan]:
    """New plans by duty id; a duty for which the calendar has no day left stays as it is."""
    found: dict[int, Plan] = {}
    for issue in Issue.objects.filter(duty__in=rows, number=1):
        try:
            plan = almanac.plan(store, BY_CODE[issue.kind], issue.period)
        except Unanswerable:
            continue
        if plan is not None:
            found[issue.duty_id] = plan
    return found
