"""Set-based work on duties (domain.md 4.0): a handful of statements whatever the number of rows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from apps.duties.models import Duty
from apps.duties.services.cut_off import AFTER

# Hand-overs are few: they are looked up for all duties at once, and none before the earliest of these moments.
MARK_MISSED = """
WITH due AS MATERIALIZED (
    SELECT d.id, d.due_at, d.clock, d.owner_id
      FROM duties_duty d
     WHERE d.state = 'open' AND d.settled_at IS NULL AND d.due_at <= %(now)s
       AND NOT (d.clock AND d.due_at = %(now)s)
     ORDER BY d.due_at FOR UPDATE OF d SKIP LOCKED LIMIT %(most)s
), later AS (
    SELECT DISTINCT ON (d.id) d.id, e.old_owner_id
      FROM due d JOIN duties_dutyevent e ON e.duty_id = d.id AND {after}
     WHERE e.at >= (SELECT min(due_at) FROM due)
     ORDER BY d.id, e.at, e.id
), moved AS (
    UPDATE duties_duty d SET state = 'missed', missed_at = d.due_at,
           responsible_id = CASE WHEN later.id IS NULL THEN due.owner_id ELSE later.old_owner_id END
      FROM due LEFT JOIN later ON later.id = due.id
     WHERE d.id = due.id RETURNING d.id, d.due_at, d.responsible_id
)
INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, code, old_owner_id, written_by)
SELECT id, 'missed', 'open', 'missed', due_at, '', responsible_id, (SELECT written_by()) FROM moved
""".replace("{after}", AFTER)

EXCUSE_MANY = """
WITH old AS (
    SELECT id, state FROM duties_duty WHERE id = ANY(%(ids)s) AND state IN ('open', 'missed') FOR UPDATE
), moved AS (
    UPDATE duties_duty d SET state = 'excused', cause = %(cause)s
      FROM old WHERE d.id = old.id RETURNING d.id, old.state AS old_state
)
INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, code)
SELECT id, 'excuse', old_state, 'excused', %(now)s, %(cause)s FROM moved
"""


def mark_missed(*, now: datetime, most: int = 50_000) -> int:
    """Every open duty past its due moment becomes missed, at its due moment and not at the run's. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(MARK_MISSED, {"now": now, "most": most})
        return cursor.rowcount


def excuse_many(ids: Iterable[int], *, cause: str, now: datetime) -> int:
    """Automatic ground for many duties at once (absence, outage). Returns how many were excused."""
    with connection.cursor() as cursor:
        cursor.execute(EXCUSE_MANY, {"ids": list(ids), "cause": cause, "now": now})
        return cursor.rowcount


def keep_plan(duties: Iterable[Duty], *, stamp: int) -> None:
    """Note that these duties were checked against the calendar and rules of `stamp` and stay where they are."""
    Duty.objects.filter(pk__in=[duty.pk for duty in duties]).update(plan_stamp=stamp)


def rows_of(cursor: Any) -> list[dict[str, Any]]:
    """What a statement returned, as dictionaries."""
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
