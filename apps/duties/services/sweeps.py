"""Set-based work on duties (domain.md 4.0): a handful of statements whatever the number of rows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from apps.duties.models import Duty
from apps.duties.services.cut_off import with_owner_at_cut_off

MARK_MISSED = with_owner_at_cut_off("""
WITH due AS (
    SELECT d.id, {answers} AS answers_id
      FROM duties_duty d {hand_over}
     WHERE d.state = 'open' AND d.settled_at IS NULL AND d.due_at <= %(now)s
       AND NOT (d.clock AND d.due_at = %(now)s)
     ORDER BY d.due_at FOR UPDATE OF d SKIP LOCKED LIMIT %(most)s
), moved AS (
    UPDATE duties_duty d SET state = 'missed', missed_at = d.due_at, responsible_id = due.answers_id
      FROM due WHERE d.id = due.id RETURNING d.id, d.due_at, d.responsible_id
)
INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, code, old_owner_id)
SELECT id, 'missed', 'open', 'missed', due_at, '', responsible_id FROM moved
""")

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
