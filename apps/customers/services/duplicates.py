"""Files that may be one customer (S20): suggested by a nightly sweep and on the customer's page, decided by people."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers.models import Customer, Duplicate

# Groups by what is equal, never a join of all with all; a larger group is a colleague's number or a rental car.
# "Nearly the same phone": first or last seven digits agree, as after one slip of the hand.
LARGEST = 4
FIND = """
WITH alike AS (
    SELECT c.store_id, array_agg(DISTINCT c.id ORDER BY c.id) AS ids, 'phone' AS why
      FROM customers_phone p JOIN customers_customer c ON c.id = p.customer_id
     WHERE p.number <> '' AND p.validity <> 'invalid' AND NOT c.undone AND c.erased_at IS NULL
     GROUP BY c.store_id, p.number HAVING count(DISTINCT c.id) BETWEEN 2 AND %(largest)s
    UNION ALL
    SELECT c.store_id, array_agg(DISTINCT c.id ORDER BY c.id), 'vin'
      FROM customers_vehiclerole r JOIN customers_customer c ON c.id = r.customer_id
     WHERE r.role = 'owner' AND r.until IS NULL AND NOT c.undone AND c.erased_at IS NULL
     GROUP BY c.store_id, r.vehicle_id HAVING count(DISTINCT c.id) BETWEEN 2 AND %(largest)s
    UNION ALL
    SELECT c.store_id, array_agg(DISTINCT c.id ORDER BY c.id), 'name'
      FROM customers_phone p JOIN customers_customer c ON c.id = p.customer_id
     CROSS JOIN LATERAL (VALUES ('<' || left(p.number, 7)), ('>' || right(p.number, 7))) AS part (digits)
     WHERE length(p.number) = 11 AND c.name_key <> '' AND NOT c.undone AND c.erased_at IS NULL
     GROUP BY c.store_id, c.name_key, part.digits HAVING count(DISTINCT c.id) BETWEEN 2 AND %(largest)s
), pairs AS (
    SELECT a.store_id, a.ids[i] AS first, a.ids[j] AS second, a.why
      FROM alike a, generate_series(1, %(largest)s) AS i, generate_series(2, %(largest)s) AS j
     WHERE i < j AND j <= cardinality(a.ids)
)
INSERT INTO customers_duplicate (store_id, first_id, second_id, why, found_at)
SELECT DISTINCT ON (first, second) store_id, first, second, why, %(now)s FROM pairs
 ORDER BY first, second, array_position(ARRAY['phone', 'name', 'vin'], why)
    ON CONFLICT (first_id, second_id) DO NOTHING
"""
OF_ONE = """
SELECT DISTINCT ON (c.id) c.id, found.why FROM (
    SELECT k.customer_id AS id, 'phone' AS why, 1 AS rank FROM customers_phone p
      JOIN customers_phone k ON k.number = p.number AND k.customer_id <> p.customer_id
     WHERE p.customer_id = %(customer)s AND p.number <> '' AND p.validity <> 'invalid'
    UNION ALL
    SELECT k.customer_id, 'vin', 2 FROM customers_vehiclerole r
      JOIN customers_vehiclerole k ON k.vehicle_id = r.vehicle_id AND k.customer_id <> r.customer_id
     WHERE r.customer_id = %(customer)s AND r.role = 'owner' AND k.role = 'owner'
       AND r.until IS NULL AND k.until IS NULL) found
  JOIN customers_customer c ON c.id = found.id AND NOT c.undone AND c.erased_at IS NULL AND c.store_id = %(store)s
 WHERE NOT EXISTS (SELECT 1 FROM customers_duplicate d
                    WHERE d.first_id = LEAST(c.id, %(customer)s) AND d.second_id = GREATEST(c.id, %(customer)s)
                      AND d.dismissed_at IS NOT NULL)
 ORDER BY c.id, found.rank LIMIT 6
"""


def find_duplicates(*, now: datetime) -> int:
    """Sweep: note pairs of files that may be one customer; returns how many are new. One statement, no self-join."""
    with connection.cursor() as cursor:
        cursor.execute(FIND.strip(), {"largest": LARGEST, "now": now})
        return cursor.rowcount


def duplicates_of(customer: Customer) -> list[tuple[Customer, str]]:
    """Other files that may be this customer, each with why (a Duplicate.Why), at most six; by indexes."""
    with connection.cursor() as cursor:
        cursor.execute(OF_ONE.strip(), {"customer": customer.pk, "store": customer.store_id})
        found = dict(cursor.fetchall())
    rows = Customer.objects.in_bulk(found)
    return [(rows[pk], str(Duplicate.Why(why).label)) for pk, why in found.items() if pk in rows]


def dismiss_duplicate(first: Customer, second: Customer, *, now: datetime, by: User) -> None:
    """These two are different people: the pair is not suggested again."""
    if first.store_id != second.store_id or first.pk == second.pk:
        raise Refused(_("Choose a customer of this store."), code="invalid")
    low, high = sorted((first.pk, second.pk))
    Duplicate.objects.update_or_create(
        first_id=low,
        second_id=high,
        defaults={"dismissed_at": now, "dismissed_by": by},
        create_defaults={
            "store_id": first.store_id,
            "why": Duplicate.Why.PHONE,
            "found_at": now,
            "dismissed_at": now,
            "dismissed_by": by,
        },
    )
