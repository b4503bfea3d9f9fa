"""Do the facts still stand as they were sealed? Names the first row that does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg2 import sql

from apps.audit.models import Seal
from apps.audit.services.sealing import FIRST, as_text, chain_digest, digest_of, sealed_tables

AT_ONCE = 200
BROKEN = """
SELECT s.id, {key} IS NULL FROM unnest(%(ids)s) WITH ORDINALITY s(id, n) LEFT JOIN {table} t ON {key} = s.id
 WHERE {digest} IS DISTINCT FROM substring(%(digests)s FROM (s.n::int - 1) * 32 + 1 FOR 32) ORDER BY s.n LIMIT 1
"""
ADDED = """
SELECT min({key}) FROM {table} t WHERE {key} <= (SELECT max(settled) FROM audit_seal WHERE "table" = %(name)s)
   AND {key} NOT IN (SELECT unnest(ids) FROM audit_seal WHERE "table" = %(name)s)
"""


@dataclass(frozen=True)
class Verdict:
    """How many seals and rows were looked at, the digest of the last seal, and the first fault ("" for none)."""

    seals: int
    rows: int
    head: str
    fault: str = ""


@transaction.atomic
def verify(*, head: str = "") -> Verdict:
    """Compare every sealed row with its seal, every seal with the one before (reliability.md D5).

    `head` is the digest of a seal as noted outside the database (the worker's log has each): it must be among them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
    keys = {table.table: table.key for table in sealed_tables()}
    seals = rows = 0
    last, missing = FIRST, bool(head)
    for seal in Seal.objects.order_by("pk").iterator(AT_ONCE):
        fault = _fault_of(seal, last=last, keys=keys)
        if fault:
            return Verdict(seals, rows, last, fault)
        seals, rows, last = seals + 1, rows + len(seal.ids), seal.sha256
        missing = missing and last != head
    if missing:
        return Verdict(seals, rows, last, _("The seal %(head)s is missing.") % {"head": head})
    return Verdict(seals, rows, last, next(_added(keys), ""))


def _fault_of(seal: Seal, *, last: str, keys: dict[str, str]) -> str:
    named = {"seal": seal.pk, "table": seal.table}
    if seal.previous != last:
        return _("Before seal %(seal)s (%(table)s) a seal is missing or was changed.") % named
    if chain_digest(seal) != seal.sha256:
        return _("Seal %(seal)s (%(table)s) was changed itself.") % named
    if seal.table not in keys:
        return _("Seal %(seal)s: the table %(table)s is gone.") % named
    broken = _broken_row(seal, key=keys[seal.table])
    if broken is None:
        return ""
    row, gone = broken
    if gone:
        return _("Seal %(seal)s (%(table)s): row %(row)s is missing.") % {**named, "row": row}
    return _("Seal %(seal)s (%(table)s): row %(row)s was changed.") % {**named, "row": row}


def _broken_row(seal: Seal, *, key: str) -> tuple[int, bool] | None:
    statement = sql.SQL(BROKEN).format(
        key=sql.Identifier("t", key), table=sql.Identifier(seal.table), digest=digest_of(seal.columns)
    )
    with connection.cursor() as cursor:
        cursor.execute(as_text(statement), {"ids": seal.ids, "digests": bytes(seal.digests)})
        found: tuple[int, bool] | None = cursor.fetchone()
    return found


def _added(keys: dict[str, str]) -> Iterator[str]:
    """Rows that came in below a settled key, under no seal: nobody could have written them in time."""
    for table, key in keys.items():
        statement = sql.SQL(ADDED).format(key=sql.Identifier("t", key), table=sql.Identifier(table))
        with connection.cursor() as cursor:
            cursor.execute(as_text(statement), {"name": table})
            (row,) = cursor.fetchone()
        if row is not None:
            named: dict[str, Any] = {"table": table, "row": row}
            yield _("%(table)s: row %(row)s was added behind the seals.") % named
