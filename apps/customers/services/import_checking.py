"""The dry run (4.6: mapped → previewed): every row judged, laid beside the database, nothing of customers written."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.customers.intake.cell_text import printable
from apps.customers.intake.rows import RowVerdict, check_rows
from apps.customers.intake.shared_phones import shared_phones
from apps.customers.intake.table_finding import Table
from apps.customers.models import ImportBatch, ImportConflict, ImportRow
from apps.customers.rules.staged_rows import staged_rows
from apps.customers.services.import_reading import mapped_table
from apps.customers.services.staging import forget_stage, judge_staged, stage_batch, store_day
from apps.jobs.models import Job
from apps.jobs.services import ask

State = ImportBatch.State
Progress = Callable[[int, int | None, str], None]
CHUNK = 5_000
LONGEST_CELL = 500
COPY_ROWS = """
COPY customers_importrow (batch_id, row_no, part_of, verdict, raw, clean, findings, changes)
FROM STDIN WITH (FORMAT csv, NULL '\\N')
"""


def ask_check(batch: ImportBatch, *, now: datetime, by: User | None) -> Job:
    """Ask for the dry run in the background; one job for each time the columns were matched."""
    if batch.state not in (State.MAPPED, State.PREVIEWED):
        raise Refused(_("Match the columns first."), code="state")
    return ask(
        "customers.check_batch",
        key=f"check:{batch.pk}:{now.isoformat()}",
        store=batch.store,
        payload={"batch": batch.pk},
        now=now,
        by=by,
    )


def silent(done: int, total: int | None, phase: str) -> None:
    """Progress for nobody."""


def check(batch: ImportBatch, *, now: datetime, progress: Progress = silent) -> ImportBatch:
    """Judge every row: counts of new, changed, same and refused rows that add up to the rows read.

    Writes the staged rows of this batch only, never customers. Repeatable. Raises Refused(code="stale") when the
    columns were matched anew, or the list cancelled or taken in, since `batch` was read: its rows are another's then.
    """
    progress(0, None, "read")
    table = mapped_table(batch)
    verdicts = _verdicts(table, batch=batch, now=now)
    progress(len(verdicts), len(verdicts), "check")
    with transaction.atomic():
        _lock_unchanged(batch)
        _store_rows(batch, verdicts)
        params = stage_batch(batch, now=now, by=None)
        judge_staged(params)
        forget_stage()
        move(ImportBatch, batch.pk, old=(State.MAPPED, State.PREVIEWED), new=State.PREVIEWED, error="")
    progress(len(verdicts), len(verdicts), "compare")
    batch.refresh_from_db()
    return batch


def _lock_unchanged(batch: ImportBatch) -> None:
    """Nobody cancels, takes in or matches anew while the rows are exchanged."""
    same = ImportBatch.objects.select_for_update().filter(
        pk=batch.pk, state__in=(State.MAPPED, State.PREVIEWED), mapping=batch.mapping, kind=batch.kind
    )
    if not same.exists():
        raise Refused(
            _("Somebody has already moved this on. Reload to see where it stands now."), code="stale"
        )


def _verdicts(table: Table, *, batch: ImportBatch, now: datetime) -> list[RowVerdict]:
    tz = ZoneInfo(batch.store.tz)
    return list(check_rows(table, kind=batch.kind, today=store_day(batch.store, now=now), tz=tz))


def _store_rows(batch: ImportBatch, verdicts: list[RowVerdict]) -> None:
    shared = {one.number for one in shared_phones(verdicts)}
    good = [(verdict.row_no, verdict.clean) for verdict in verdicts if verdict.clean is not None]
    staged = {row["row_no"]: row for row in staged_rows(good, shared=shared)}
    ImportRow.objects.filter(batch=batch).delete()
    ImportConflict.objects.filter(batch=batch, decision="").delete()
    for start in range(0, len(verdicts), CHUNK):
        _copy(_lines(batch, verdicts[start : start + CHUNK], staged=staged))


def _lines(
    batch: ImportBatch, verdicts: list[RowVerdict], *, staged: dict[int, dict[str, Any]]
) -> Iterator[list[Any]]:
    for one in verdicts:
        row = staged.get(one.row_no)
        yield [
            batch.pk,
            one.row_no,
            "\\N" if one.part_of is None else one.part_of,
            "refused" if one.state == "refused" else "new",
            _json([printable(cell)[:LONGEST_CELL] for cell in one.cells]),
            "\\N" if row is None else _json(row),
            _json([finding.as_json() for finding in one.findings]),
            "{}",
        ]


def _json(value: Any) -> str:
    # PostgreSQL's jsonb refuses the NUL character; printable() has taken it out of cells already.
    return json.dumps(value, ensure_ascii=False, default=str).replace("\\u0000", "")


def _copy(lines: Iterator[list[Any]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(COPY_ROWS, text)
