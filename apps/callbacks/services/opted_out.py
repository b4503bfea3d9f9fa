"""Calls to customers who do not want them fall away (S20): one statement, by the wish on record, never by a list."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import Callback
from apps.core.refusal import Refused
from apps.customers import services as customers
from apps.customers.models import Customer

# A call somebody is just making is left alone, and one whose deadline has passed waits until its miss is noted:
# a miss stays a miss, so that nobody escapes it by a customer's wish.
CANCEL = """
WITH old AS (
  SELECT c.id, c.state, c.duty_id, d.state AS duty_state,
         CASE d.state WHEN 'missed' THEN 'missed' ELSE 'cancelled' END AS duty_new
    FROM callbacks_callback c
    JOIN customers_customer u ON u.id = c.customer_id
    JOIN duties_duty d ON d.id = c.duty_id
   WHERE c.state IN ('pending', 'in_progress', 'appointed')
     AND (%(customer)s::bigint IS NULL OR c.customer_id = %(customer)s)
     AND (u.erased_at IS NOT NULL OR EXISTS (
          SELECT 1 FROM customers_optout x
           WHERE x.customer_id = c.customer_id AND x.withdrawn_at IS NULL AND x.kind IN ('', c.kind)
             AND (x.vehicle_id IS NULL OR x.vehicle_id = c.vehicle_id)))
     AND (c.claimed_until IS NULL OR c.claimed_until <= %(now)s OR c.claimed_by_id = %(by)s)
     AND (d.state <> 'open' OR d.due_at > %(now)s)
   ORDER BY c.id FOR UPDATE OF c, d
), calls AS (
  UPDATE callbacks_callback c SET state = 'cancelled', version = version + 1, claimed_by_id = NULL, claimed_until = NULL
    FROM old WHERE c.id = old.id
), duty AS (
  UPDATE duties_duty d SET state = old.duty_new,
         settled_at = CASE old.duty_new WHEN 'missed' THEN %(now)s ELSE d.settled_at END
    FROM old WHERE d.id = old.duty_id
), told AS (
  INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, by_id, code)
  SELECT duty_id, CASE duty_new WHEN 'missed' THEN 'settle' ELSE 'cancel' END, duty_state, duty_new, %(now)s, %(by)s,
         'do_not_call'
    FROM old ORDER BY duty_id
), moved AS (
  INSERT INTO callbacks_callbackmove (callback_id, old, new, at, by_id, code)
  SELECT id, state, 'cancelled', %(now)s, %(by)s, 'do_not_call' FROM old ORDER BY id
)
SELECT count(*) FROM old
"""


def cancel_opted_out(*, now: datetime, customer: Customer | None = None, by: User | None = None) -> int:
    """Cancel the waiting calls that an opt-out forbids, of one customer or of all (sweep); returns how many.

    Leaves calls that somebody else is making and those whose deadline has passed unnoticed: the next run takes them.
    """
    given = {"now": now, "customer": customer and customer.pk, "by": by and by.pk}
    with connection.cursor() as cursor:
        cursor.execute(CANCEL, given)
        return cursor.fetchone()[0]


def refuse_unwanted(callback: Callback) -> None:
    """Nobody is shown the number or writes about a call the customer does not want, also while it still waits (S20).

    Raises Refused with the customer's reason.
    """
    wish = customers.opted_out(callback.customer, callback.kind, callback.vehicle)
    if wish is not None:
        message = _("The customer does not want this call: %(reason)s") % {"reason": wish.reason}
        raise Refused(message, code="state")
