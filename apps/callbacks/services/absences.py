"""Absent agents: with a substitute their open calls change hands (domain.md 4.0)."""

from datetime import datetime

from django.db import connection

from apps.accounts.models import Store
from apps.callbacks.services.due_moments import store_day

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


def hand_over_absent(*, now: datetime) -> int:
    """Sweep: hand the open calls of people who are away today to their substitutes. Returns how many changed hands.

    Whether somebody answers for a miss that fell into an absence is judged with the penalties.
    """
    return sum(_hand_over(store, now=now) for store in Store.objects.order_by("pk"))


def _hand_over(store: Store, *, now: datetime) -> int:
    given = {"store": store.pk, "today": store_day(store, now), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(HAND_OVER, given)
        return cursor.rowcount
