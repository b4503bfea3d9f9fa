"""Back to the house as it was after `load_reference`, past the append-only triggers, when a test has really committed.

Emptying a hundred and fifty tables is what such a test costs most, so only those that have changed are touched.
"""

from functools import cache
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

KEPT = {"django_migrations", "django_content_type", "auth_permission"}
MANY = 3000  # rows of one table, from which on emptying all tables is cheaper than deleting rows
ENABLE = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}


def reset_house() -> None:
    """As the owner of the schema, which the connection is afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        changed = _changed(cursor)
        with transaction.atomic():
            _empty(cursor, changed)
    if changed & reference().keys():
        call_command("load_reference", verbosity=0)
        reference.cache_clear()
        reference()


def clear_remains() -> None:
    """Empty the database a killed run may have left inhabited."""
    with connection.cursor() as cursor, transaction.atomic():
        counts = _counts(cursor)
        if counts["accounts_store"]:
            _empty(cursor, set(counts))


@cache
def reference() -> dict[str, str]:
    """Table -> what it holds after `load_reference`; first asked for when nothing else is in the house."""
    with connection.cursor() as cursor:
        return _contents(cursor, [name for name, count in _counts(cursor).items() if count])


def _changed(cursor: Any) -> set[str]:
    """Tables that are not as `load_reference` left them; all of them where emptying is cheaper than deleting.

    Tables of reference refer to each other: one changed, all are loaded again.
    """
    counts = _counts(cursor)
    if max(counts.values()) == MANY:
        return set(counts)
    as_loaded = _contents(cursor, list(reference())) == reference()
    return {name for name, count in counts.items() if count and not (as_loaded and name in reference())}


@cache
def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return [name for name in connection.introspection.table_names(cursor) if name not in KEPT]


def _counts(cursor: Any) -> dict[str, int]:
    counted = (f'(SELECT count(*) FROM (SELECT FROM "{name}" LIMIT {MANY}) _)' for name in _tables())
    cursor.execute("SELECT " + ", ".join(counted))
    return dict(zip(_tables(), cursor.fetchone(), strict=True))


def _contents(cursor: Any, names: list[str]) -> dict[str, str]:
    digests = (f'(SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{n}" t)' for n in names)
    cursor.execute("SELECT " + ", ".join(digests))
    return dict(zip(names, cursor.fetchone(), strict=True))


def _empty(cursor: Any, changed: set[str]) -> None:
    """Foreign keys are checked at the end, so the order does not matter; every trigger is left as it was found."""
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgrelid = ANY(%s::regclass[])",
        [[f'"{name}"' for name in changed]],
    )
    triggers = cursor.fetchall()
    for table in {table for table, _name, _state in triggers}:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    if len(changed) == len(_tables()):
        cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in changed) + " CASCADE")
    else:
        for name in changed:
            cursor.execute(f'DELETE FROM "{name}"')
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table, name, state in triggers:
        cursor.execute(f'ALTER TABLE {table} {ENABLE[state]} TRIGGER "{name}"')
    cursor.execute(
        "SELECT setval(objid::regclass, 1, false) FROM pg_depend JOIN pg_class ON pg_class.oid = objid "
        "WHERE relkind = 'S' AND deptype IN ('a', 'i') AND refobjid = ANY(%s::regclass[])",
        [[f'"{name}"' for name in changed]],
    )
