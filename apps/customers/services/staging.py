"""Runs the staged statements: the same ones for a file of many rows and for one document typed by hand."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from apps.accounts.models import Store, User
from apps.core.room import ROOM
from apps.customers.models import ImportBatch
from apps.customers.rules.pinyin import pinyin_key
from apps.customers.rules.refusals import CONFLICTS
from apps.customers.services import conflict_sql, stage_sql, write_sql
from apps.rulebook import policy

TAKE_IN_LOCK = 0x7A4E
# Told after each statement how much of them is done, from 0 to 1; may raise to stop the work.
Step = Callable[[float], None]


def store_day(store: Store, *, now: datetime) -> date:
    """Today in the store's zone."""
    return now.astimezone(ZoneInfo(store.tz)).date()


def history_cutoff(store: Store, *, now: datetime) -> date:
    """Documents of earlier days than this become history when they come in (import.history_days)."""
    today = store_day(store, now=now)
    return today - timedelta(days=policy.value("import.history_days", store=store, on=today))


def no_step(_part: float) -> None:
    """Nobody watches."""


def stage_batch(
    batch: ImportBatch, *, now: datetime, by: User | None, step: Step = no_step
) -> dict[str, Any]:
    """Lay the good kept rows of a batch beside the database. Needs an open transaction. Returns the parameters."""
    params = _params(batch.store, source=batch.source, batch=batch, now=now, by=by)
    _run((ROOM, stage_sql.DROP, stage_sql.FROM_BATCH, *stage_sql.RESOLVE), params, step=step)
    return params


def stage_file(batch: ImportBatch, *, now: datetime, by: User | None, step: Step = no_step) -> dict[str, Any]:
    """Lay the good rows of a file, copied by `copy_rows`, beside the database. Needs an open transaction."""
    params = _params(batch.store, source=batch.source, batch=batch, now=now, by=by)
    _run((ROOM, stage_sql.DROP, stage_sql.FROM_FILE, *stage_sql.RESOLVE), params, step=step)
    return params


def stage_decided(
    batch: ImportBatch, *, people: Sequence[int], now: datetime, by: User | None
) -> dict[str, Any] | None:
    """Lay the waiting rows of these people beside the database again, now that somebody decided about them.

    Needs an open transaction. None when no row waited.
    """
    params = _params(batch.store, source=batch.source, batch=batch, now=now, by=by) | {"people": list(people)}
    with connection.cursor() as cursor:
        cursor.execute(conflict_sql.RELEASE_ROWS.strip(), params)
        params["only"] = [row_no for (row_no,) in cursor.fetchall()]
    if not params["only"]:
        return None
    _run((conflict_sql.RELEASE_PARTS, stage_sql.DROP, stage_sql.FROM_DECIDED, *stage_sql.RESOLVE), params)
    return params


def stage_rows(
    rows: Sequence[dict[str, Any]], *, store: Store, source: str, now: datetime, by: User | None
) -> dict[str, Any]:
    """Lay rows that come from no file beside the database. Needs an open transaction."""
    params = _params(store, source=source, batch=None, now=now, by=by) | {"rows": json.dumps(rows)}
    _run((ROOM, stage_sql.DROP, stage_sql.FROM_JSON, *stage_sql.RESOLVE), params)
    return params


def write_staged(params: dict[str, Any], *, step: Step = no_step) -> None:
    """Take in what was staged; a number of statements that does not depend on the number of rows."""
    _spell_names()
    _run(write_sql.WRITE, params, step=step)


def _spell_names() -> None:
    """The pinyin of the names that will be written."""
    with connection.cursor() as cursor:
        cursor.execute(write_sql.NEW_NAMES.strip())
        spellings = {name: pinyin_key(name) for (name,) in cursor.fetchall()}
        cursor.execute(write_sql.SPELLINGS.strip(), {"spellings": json.dumps(spellings)})


def keep_staged(params: dict[str, Any]) -> None:
    """Keep every row of the copied file with what it does, and the counts on the batch."""
    _run(write_sql.KEEP, params)


def judge_staged(params: dict[str, Any]) -> None:
    """Note on the rows of the batch what they do by now, where it differs, and the counts on the batch."""
    _run(write_sql.JUDGE, params)


def refused_codes() -> list[tuple[str, str, str, date | None]]:
    """(code, column, value, old day) of the staged rows the database does not agree with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, col, value, old_day FROM intake_refused ORDER BY row_no")
        return cursor.fetchall()


def forget_stage() -> None:
    _run((stage_sql.DROP,), {})


def lock_store(store: Store) -> None:
    """One take-in at a time and store: what one matched another may not create meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TAKE_IN_LOCK, store.pk])


def _params(
    store: Store, *, source: str, batch: ImportBatch | None, now: datetime, by: User | None
) -> dict[str, Any]:
    return {
        "store": store.pk,
        "source": source,
        "batch": batch.pk if batch else None,
        "now": now,
        "by": by.pk if by else None,
        "cutoff": history_cutoff(store, now=now),
        "only": None,
        "conflicts": list(CONFLICTS),
    }


def _run(statements: Sequence[str], params: dict[str, Any], *, step: Step = no_step) -> None:
    with connection.cursor() as cursor:
        for place, statement in enumerate(statements, start=1):
            # Without the leading line break the history's context knows a SELECT from a change.
            cursor.execute(statement.strip(), params)
            step(place / len(statements))
