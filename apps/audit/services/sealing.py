"""Seals: each minute the facts of finished transactions are put under a digest that the next one builds on.

A row whose transaction ends late may carry a lower key than rows sealed before it. So every seal lists its keys, and a
table is searched from the last key below which no transaction that could still add a row was open.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection, transaction
from pghistory.models import Event
from psycopg2 import sql

from apps.audit.models import Seal
from apps.core import append_only

log = logging.getLogger(__name__)
CHAIN_LOCK = 0x5EA1
MOST = 20_000  # rows in one seal; a table with more takes several minutes
FIRST = "0" * 64
DIGEST = "sha256(convert_to(jsonb_build_array({columns})::text, 'UTF8'))"
FRESH = """
WITH fresh AS (
    SELECT {key} AS id, {digest} AS digest FROM {table} t
     WHERE {key} > %(settled)s AND {key} NOT IN (
           SELECT unnest(s.ids) FROM audit_seal s WHERE s."table" = %(name)s AND s.seen > %(settled)s)
     ORDER BY {key} LIMIT %(most)s)
SELECT array_agg(id ORDER BY id), string_agg(digest, ''::bytea ORDER BY id) FROM fresh
"""


@dataclass(frozen=True)
class Sealed:
    """A table under seal: its key, and the columns that never change once written."""

    table: str
    key: str
    columns: tuple[str, ...]


def sealed_tables() -> list[Sealed]:
    """Append-only tables and change events; of events that an erasure may blank, the columns it leaves alone."""
    events = {
        model._meta.db_table: model._meta.app_label
        for model in apps.get_models()
        if issubclass(model, Event) and model._meta.managed
    }
    names = sorted({*append_only.tables(), *events} - {Seal._meta.db_table})
    columns = _columns(names)
    return [_sealed(name, columns[name], blanked=events.get(name) == "customers") for name in names]


def _columns(names: Sequence[str]) -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a "
            "JOIN pg_class c ON c.oid = a.attrelid WHERE c.relname = ANY(%s) AND c.relkind = 'r' "
            "AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped GROUP BY 1",
            [list(names)],
        )
        return dict(cursor.fetchall())


def _sealed(name: str, columns: list[str], *, blanked: bool) -> Sealed:
    kept = [column for column in columns if column.startswith("pgh_") or not blanked]
    return Sealed(name, "pgh_id" if "pgh_id" in columns else "id", tuple(kept))


def as_text(statement: sql.Composable) -> str:
    """The statement as text: what notes the running job beside every statement knows nothing else."""
    connection.ensure_connection()
    text: str = statement.as_string(connection.connection)
    return text


def digest_of(columns: Sequence[str]) -> sql.Composed:
    """The digest of row `t` over these columns, times written in UTC (the caller sets the zone)."""
    names = sql.SQL(", ").join(sql.Identifier("t", column) for column in columns)
    return sql.SQL(DIGEST).format(columns=names)


@transaction.atomic
def seal_facts(*, now: datetime) -> dict[str, int]:
    """Seal what is new in every table of facts (reliability.md D5). `now` in UTC. Harmless when run twice at once."""
    counts = {"seals": 0, "rows": 0}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
    span = _span()
    last = Seal.objects.order_by("-pk").values_list("sha256", flat=True).first() or FIRST
    for table in sealed_tables():
        seal = _seal(table, span=span, now=now)
        if seal is not None:
            seal.previous = last
            seal.sha256 = last = chain_digest(seal)
            seal.save()
            counts["seals"] += 1
            counts["rows"] += len(seal.ids)
    if counts["seals"]:
        log.info("facts sealed", extra={"head": last})
    return counts


def _span() -> tuple[int, int]:
    """The oldest transaction that still runs, and one younger than all that have begun: our own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (newest,) = cursor.fetchone()
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (oldest,) = cursor.fetchone()
    return oldest, newest


def _seal(table: Sealed, *, span: tuple[int, int], now: datetime) -> Seal | None:
    """The rows above the settled key that are under no seal. None when there are none."""
    before = Seal.objects.filter(table=table.table).order_by("-pk").only("settled", "seen", "horizon").first()
    ids, digests = _fresh(table, above=before.settled if before else 0)
    if not ids:
        return None
    settled = _settled(before, span=span) if before else 0
    return Seal(
        at=now,
        table=table.table,
        columns=list(table.columns),
        ids=ids,
        digests=bytes(digests),
        settled=settled,
        seen=max(ids[-1], before.seen if before else 0),
        horizon=span[1],
    )


def _settled(before: Seal, *, span: tuple[int, int]) -> int:
    """The key from which the next seal has to search: all that could come in below it has just been seen.

    A horizon ahead of our own transaction was written on another server: here everything of it has ended.
    """
    oldest, newest = span
    return before.seen if oldest >= before.horizon or newest < before.horizon else before.settled


def _fresh(table: Sealed, *, above: int) -> tuple[list[int], memoryview]:
    statement = sql.SQL(FRESH).format(
        key=sql.Identifier("t", table.key),
        digest=digest_of(table.columns),
        table=sql.Identifier(table.table),
    )
    with connection.cursor() as cursor:
        cursor.execute(as_text(statement), {"settled": above, "name": table.table, "most": MOST})
        found: tuple[list[int], memoryview] = cursor.fetchone()
    return found


def chain_digest(seal: Seal) -> str:
    """SHA-256 over all that a seal says and the seal before it."""
    said = (seal.previous, seal.at.isoformat(), seal.table, seal.columns, seal.ids)
    marks = (seal.settled, seal.seen, seal.horizon)
    return hashlib.sha256(repr((said, marks)).encode() + bytes(seal.digests)).hexdigest()
