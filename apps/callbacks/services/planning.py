"""Calendar or rules changed: open calls follow (design, data flow 9). Decided, promised and corrected ones stay."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from apps.accounts.models import Store
from apps.callbacks.services.due_moments import Almanac, Input, plans_for
from apps.callbacks.services.inquiries import replan_inquiries
from apps.duties.models import Duty
from apps.duties.services import Move, Plan

# Open duties of calls that were checked against an older plan of their store. A due moment that somebody named
# (appointment, corrected number) is fixed.
STALE = """
SELECT d.id, o.store_id, o.kind, o.document_day, d.due_at,
       EXISTS (SELECT 1 FROM duties_dutyevent e WHERE e.duty_id = d.id
                  AND (e.code = 'appointment' OR e.what = 'reopen')) AS fixed
  FROM duties_duty d JOIN callbacks_callback c ON c.duty_id = d.id JOIN customers_order o ON o.id = c.order_id
 WHERE d.state = 'open' AND d.settled_at IS NULL AND d.kind IN ('callback.delivery', 'callback.repair')
   AND (%(store)s::bigint IS NULL OR d.store_id = %(store)s)
   AND d.plan_stamp < COALESCE((SELECT s.stamp FROM rulebook_planstamp s WHERE s.store_id = d.store_id), 0)
 ORDER BY d.id
"""
KEEP = "UPDATE duties_duty SET plan_stamp = %(stamp)s WHERE id = ANY(%(ids)s)"
RESCHEDULE = """
WITH plan AS MATERIALIZED (
  SELECT p.*, i.id FROM jsonb_to_recordset(%(plans)s::jsonb) AS p (
    ids jsonb, due_at timestamptz, due_day date, provisional boolean, trace jsonb, policy_values jsonb, stamp bigint),
    jsonb_array_elements_text(p.ids) AS e (value), LATERAL (SELECT e.value::bigint AS id) i
), old AS (
  SELECT d.id, d.due_at FROM duties_duty d JOIN plan p ON p.id = d.id
   WHERE d.state = 'open' AND d.settled_at IS NULL ORDER BY d.id FOR UPDATE OF d
), moved AS (
  UPDATE duties_duty d SET due_at = p.due_at, due_day = p.due_day, provisional = p.provisional, trace = p.trace,
         policy_values = p.policy_values, plan_stamp = p.stamp, warned_at = NULL
    FROM plan p JOIN old USING (id) WHERE d.id = p.id RETURNING d.id, d.due_at
)
INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, code, old_due_at, new_due_at)
SELECT m.id, 'reschedule', 'open', 'open', %(now)s, 'replan', old.due_at, m.due_at
  FROM moved m JOIN old USING (id) ORDER BY m.id
"""


@dataclass(frozen=True)
class Stale:
    duty_id: int
    given: Input
    due_at: datetime
    fixed: bool


def replan(*, now: datetime, write: bool = True, store: Store | None = None) -> list[Move]:
    """Work out again every open call and question whose plan stamp is older than its store's; `write=False` only looks.

    Asked once for each distinct input. No open call moves to a moment that has passed: nobody could keep it.
    """
    with transaction.atomic():
        asked = replan_inquiries(now=now, write=write, store=store)
        stale = _stale(store)
        if not stale:
            return asked
        almanac = Almanac()
        plans = plans_for({one.given for one in stale if not one.fixed}, almanac=almanac)
        moving = [one for one in stale if _moves(one, plans, now=now)]
        if write:
            _write(stale, moving, plans, almanac=almanac, now=now)
        rows = Duty.objects.select_related("owner").in_bulk([one.duty_id for one in moving])
    return [Move(rows[one.duty_id], one.due_at, plans[one.given].answer.at) for one in moving] + asked


def _stale(store: Store | None) -> list[Stale]:
    with connection.cursor() as cursor:
        cursor.execute(STALE, {"store": store and store.pk})
        return [Stale(pk, Input(*given), due_at, fixed) for pk, *given, due_at, fixed in cursor.fetchall()]


def _moves(one: Stale, plans: dict[Input, Plan], *, now: datetime) -> bool:
    if one.fixed or one.given not in plans:
        return False
    new_at = plans[one.given].answer.at
    return new_at != one.due_at and new_at > now


def _write(
    stale: list[Stale], moving: list[Stale], plans: dict[Input, Plan], *, almanac: Almanac, now: datetime
) -> None:
    moved = {one.duty_id for one in moving}
    grouped: dict[Input, list[int]] = defaultdict(list)
    for one in moving:
        grouped[one.given].append(one.duty_id)
    rows = [_plan_row(ids, plans[given]) for given, ids in grouped.items()]
    kept: dict[int, list[int]] = defaultdict(list)
    for one in stale:
        if one.duty_id not in moved:
            kept[almanac.stamps.get(one.given.store_id, 0)].append(one.duty_id)
    with connection.cursor() as cursor:
        for stamp, ids in kept.items():
            cursor.execute(KEEP, {"stamp": stamp, "ids": ids})
        if rows:
            cursor.execute(RESCHEDULE, {"plans": json.dumps(rows), "now": now})


def _plan_row(ids: list[int], plan: Plan) -> dict[str, Any]:
    steps = plan.answer.trace_json()
    return {
        "ids": ids,
        "due_at": plan.answer.at.isoformat(),
        "due_day": plan.answer.day.isoformat(),
        "provisional": plan.answer.provisional,
        "trace": [*steps, {"code": "replanned", "params": {}}],
        "policy_values": plan.policy_values,
        "stamp": plan.stamp,
    }
