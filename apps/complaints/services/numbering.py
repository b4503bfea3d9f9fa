"""Numbers like BY-2611-009: per store and month."""

from datetime import date

from django.db import connection

from apps.accounts.models import Store

NEXT = """
INSERT INTO complaints_numberseries (store_id, month, last) VALUES (%s, %s, 1)
ON CONFLICT (store_id, month) DO UPDATE SET last = complaints_numberseries.last + 1
RETURNING last
"""


def next_number(store: Store, *, on: date) -> str:
    """The next number of the store's month. Two registrations wait for each other; one that fails leaves a gap."""
    month = on.replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [store.pk, month])
        (last,) = cursor.fetchone()
    return f"BY-{month:%y%m}-{last:03d}"
