"""Somebody absent on every window from assignment to cut-off answers for nothing (S13)."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from apps.accounts.models import Store
from apps.core import worktime
from apps.core.worktime import Calendar, Unanswerable, Window
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.penalties.rules import MISS_RULES
from apps.rulebook.calendars import store_calendars
from apps.rulebook.policy import PolicyBook

TICK = timedelta(microseconds=1)
CANDIDATES = """
SELECT d.id, d.store_id, d.kind, d.title, d.department_id, d.due_at, d.due_day,
       COALESCE(max(e.at), d.opened_at) AS assigned_at, a.first_day, a.last_day
  FROM duties_duty d
  JOIN accounts_store s ON s.id = d.store_id
  JOIN accounts_absence a ON a.user_id = d.responsible_id AND a.substitute_id IS NULL
       AND a.first_day <= d.due_day AND a.last_day >= (d.opened_at AT TIME ZONE s.tz)::date
  LEFT JOIN duties_dutyevent e ON e.duty_id = d.id AND e.new_owner_id = d.responsible_id AND e.at < d.due_at
 WHERE d.state = 'missed' AND d.kind = ANY(%(kinds)s) AND (%(store)s::bigint IS NULL OR d.store_id = %(store)s)
   AND NOT EXISTS (SELECT 1 FROM penalties_penalty p
                    WHERE p.duty_id = d.id AND p.key = 'miss:' || d.id AND p.state <> 'proposed')
 GROUP BY d.id, a.id
"""


def excuse_absent(*, now: datetime, store: Store | None = None) -> int:
    """Missed duties of people away on every window between assignment and cut-off, without a substitute.

    They are excused (cause "absent") and those who answer for the work get one notice. Returns how many. An absence
    entered after the proposal counts too; what a person has decided stays.
    """
    found = _candidates(store)
    if not found:
        return 0
    calendars = store_calendars()
    books = {
        store.pk: PolicyBook(store) for store in Store.objects.filter(pk__in={r["store_id"] for r in found})
    }
    excused = [row for row in found if _was_away(row, calendars[row["store_id"]], books[row["store_id"]])]
    duties.excuse_many([row["id"] for row in excused], cause=Duty.Cause.ABSENT, now=now)
    rows = [{**row, "owner_id": None} for row in excused]
    duties.tell_of_duties(rows, what="unassigned", title=duties.UNASSIGNED, now=now)
    return len(excused)


def _candidates(store: Store | None) -> list[dict[str, Any]]:
    """Missed duties whose responsible was away on some of the days, with those absences."""
    spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
    rows: dict[int, dict[str, Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, {"kinds": list(MISS_RULES), "store": store and store.pk})
        names = [column.name for column in cursor.description]
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            spans[row["id"]].append((row.pop("first_day"), row.pop("last_day")))
            rows[row["id"]] = row
    return [{**row, "away": spans[pk]} for pk, row in sorted(rows.items())]


def _was_away(row: dict[str, Any], calendar: Calendar, book: PolicyBook) -> bool:
    """Were all windows between assignment and cut-off on days of absence?"""
    windows = _windows(row["kind"], book, on=row["due_day"])
    at, away = row["assigned_at"], row["away"]
    while at < row["due_at"]:
        try:
            ((start, end),) = worktime.next_windows(calendar, at, count=1, windows=windows)
        except Unanswerable:
            return True
        if start >= row["due_at"]:
            return True
        day = worktime.local_day(calendar, start)
        if not any(first <= day <= last for first, last in away):
            return False
        at = end + TICK
    return True


def _windows(kind: str, book: PolicyBook, *, on: date) -> tuple[Window, ...]:
    """Calls are made in calling windows, everything else in business hours."""
    if kind.startswith("callback."):
        return book.windows(on=on)
    return (Window(*book.hours(on=on)),)
