"""Growing the plan stamps: one atomic statement, so that two changes never share a stamp."""

from django.db import connection

from apps.accounts.models import Store

BUMP = """
INSERT INTO rulebook_planstamp (store_id, stamp)
SELECT id, 1 FROM accounts_store WHERE %(store)s::bigint IS NULL OR id = %(store)s ORDER BY id
ON CONFLICT (store_id) DO UPDATE SET stamp = rulebook_planstamp.stamp + 1
RETURNING store_id, stamp
"""


def bump(store: Store) -> int:
    """The store's next stamp; its row stays locked until the transaction ends."""
    return _bump(store.pk)[store.pk]


def bump_all() -> dict[int, int]:
    """The next stamp of every store, by store id."""
    return _bump(None)


def _bump(store_id: int | None) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(BUMP, {"store": store_id})
        return dict(cursor.fetchall())
