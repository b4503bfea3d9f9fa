"""Absent agents (S13): with a substitute their calls change hands, without one nobody is blamed for the miss."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_noop

from apps.accounts.models import Absence, Role, Store, User
from apps.callbacks.services.due_moments import store_day
from apps.core import worktime
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.notices.services import tell
from apps.rulebook.calendars import store_calendar
from apps.rulebook.policy import PolicyBook

LOOK_BACK = timedelta(days=40)
MOST_WINDOWS = 200

# Open calls of people who are away today go to their substitute, unless that person is away too or has
# served the customer.
HAND_OVER = """
WITH away AS (
  SELECT DISTINCT ON (a.user_id) a.user_id, a.substitute_id
    FROM accounts_absence a JOIN accounts_user u ON u.id = a.substitute_id
   WHERE a.first_day <= %(today)s AND a.last_day >= %(today)s AND u.is_active
     AND NOT EXISTS (SELECT 1 FROM accounts_absence b WHERE b.user_id = a.substitute_id
                        AND b.first_day <= %(today)s AND b.last_day >= %(today)s)
     AND EXISTS (SELECT 1 FROM accounts_post p WHERE p.user_id = a.substitute_id AND p.store_id = %(store)s
                    AND p.role IN ('agent', 'care_manager', 'customer_director') AND p.from_day <= %(today)s
                    AND (p.until_day IS NULL OR p.until_day >= %(today)s))
   ORDER BY a.user_id, a.id
), old AS (
  SELECT d.id, d.state, d.owner_id, w.substitute_id
    FROM duties_duty d JOIN callbacks_callback c ON c.duty_id = d.id JOIN away w ON w.user_id = d.owner_id
    LEFT JOIN customers_order o ON o.id = c.order_id
   WHERE c.store_id = %(store)s AND c.state IN ('pending', 'in_progress', 'appointed')
     AND d.settled_at IS NULL AND d.state <> 'cancelled' AND w.substitute_id IS DISTINCT FROM o.served_by_id
   ORDER BY d.id FOR UPDATE OF d
), moved AS (
  UPDATE duties_duty d SET owner_id = old.substitute_id FROM old WHERE d.id = old.id RETURNING d.id
)
INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, code, old_owner_id, new_owner_id)
SELECT old.id, 'reassign', old.state, old.state, %(now)s, 'absence', old.owner_id, old.substitute_id
  FROM old JOIN moved USING (id) ORDER BY old.id
"""

# Misses of the last weeks whose owner was away on some day between taking the call and its cut-off.
SUSPECTS = """
SELECT d.id, d.responsible_id, d.due_at, d.due_day, d.opened_at,
       (SELECT max(e.at) FROM duties_dutyevent e
         WHERE e.duty_id = d.id AND e.new_owner_id = d.responsible_id AND e.at < d.due_at) AS taken_at
  FROM duties_duty d
 WHERE d.store_id = %(store)s AND d.state = 'missed' AND d.kind LIKE 'callback.%%' AND d.due_day >= %(after)s
   AND EXISTS (SELECT 1 FROM accounts_absence a WHERE a.user_id = d.responsible_id
                  AND a.first_day <= d.due_day AND a.last_day >= (d.opened_at - interval '1 day')::date)
 ORDER BY d.id
"""


class Suspect(NamedTuple):
    """A missed duty whose owner may have been away all the time."""

    duty_id: int
    owner_id: int
    due_at: datetime
    due_day: date
    opened_at: datetime
    taken_at: datetime | None


def excuse_and_hand_over(*, now: datetime) -> dict[str, Any]:
    """Hand the calls of absent people to their substitutes; excuse misses of those who were away on every window
    from assignment to cut-off and tell the managers. Returns both counts."""
    handed = excused = 0
    for store in Store.objects.order_by("pk"):
        with transaction.atomic():
            handed += _hand_over(store, now=now)
            excused += _excuse_absent(store, now=now)
    return {"handed_over": handed, "excused": excused}


def _hand_over(store: Store, *, now: datetime) -> int:
    given = {"store": store.pk, "today": store_day(store, now), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(HAND_OVER, given)
        return cursor.rowcount


def _excuse_absent(store: Store, *, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(SUSPECTS, {"store": store.pk, "after": store_day(store, now) - LOOK_BACK})
        suspects = [Suspect(*row) for row in cursor.fetchall()]
    if not suspects:
        return 0
    absent = _days_away({suspect.owner_id for suspect in suspects})
    between = _windows_between(store)
    found = [one for one in suspects if _was_away(one, absent[one.owner_id], between)]
    ids = [one.duty_id for one in found]
    count = duties.excuse_many(ids, cause=Duty.Cause.ABSENT, now=now) if ids else 0
    _tell_managers(store, found, now=now)
    return count


def _was_away(suspect: Suspect, days_away: Any, between: Any) -> bool:
    days = between(suspect.taken_at or suspect.opened_at, suspect.due_at)
    return all(days_away(day) for day in days)


def _days_away(owner_ids: set[int]) -> dict[int, Any]:
    """For each person the question "away on this day?"."""
    spans: dict[int, list[tuple[date, date]]] = {pk: [] for pk in owner_ids}
    rows = Absence.objects.filter(user__in=owner_ids).values_list("user_id", "first_day", "last_day")
    for user_id, first, last in rows:
        spans[user_id].append((first, last))
    return {
        pk: lambda day, own=own: any(first <= day <= last for first, last in own) for pk, own in spans.items()
    }


def _windows_between(store: Store) -> Any:
    """Days of the calling windows between two moments, each pair worked out once. No window at all is nobody's miss."""
    calendar, book = store_calendar(store), PolicyBook(store, keys=("windows.followup",))

    @cache
    def days(start: datetime, end: datetime) -> tuple[date, ...]:
        windows = book.windows(on=store_day(store, start))
        found = worktime.next_windows(calendar, start, count=MOST_WINDOWS, windows=windows)
        return tuple(sorted({store_day(store, opens) for opens, _closes in found if opens < end}))

    return days


def _tell_managers(store: Store, found: Iterable[Suspect], *, now: datetime) -> None:
    """One notice for each absent person and due day."""
    names = User.objects.in_bulk({one.owner_id for one in found})
    managers = User.objects.holding(Role.CARE_MANAGER, store=store, on=store_day(store, now))
    for owner_id, day in sorted({(one.owner_id, one.due_day) for one in found}):
        count = sum(1 for one in found if (one.owner_id, one.due_day) == (owner_id, day))
        tell(
            managers,
            kind="callbacks.absent",
            key=f"callbacks:absent:{owner_id}:{day}",
            title=gettext_noop(
                "%(count)s calls of %(name)s fell due on %(day)s during an absence without substitute."
            ),
            params={"count": count, "name": str(names[owner_id]), "day": day.isoformat()},
            url=_overdue_url(),
            at=now,
            store=store,
        )


def _overdue_url() -> str:
    try:
        return reverse("callbacks:list") + "?due=over"
    except NoReverseMatch:
        return ""
