"""The dry run (4.6: mapped → previewed): every row judged, laid beside the database, nothing of customers written."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.customers.intake.rows import RowVerdict, check_rows
from apps.customers.models import ImportBatch, ImportConflict, ImportRow
from apps.customers.services.file_rows import copy_rows
from apps.customers.services.import_reading import mapped_table
from apps.customers.services.staging import Step, forget_stage, keep_staged, stage_file, store_day
from apps.jobs.models import Job
from apps.jobs.services import ask

State = ImportBatch.State
# Rows done, rows in all, phase. It may raise Refused where somebody has cancelled the work.
Progress = Callable[[int, int | None, str], None]
# How much of the time of a dry run has passed when the file has been read, and when its cells have been judged.
READ_SHARE, JUDGED_SHARE = 0.3, 0.5


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
    verdicts = judge_rows(batch, now=now, progress=progress)
    step = share_of(progress, total=len(verdicts), phase="compare", between=(JUDGED_SHARE, 1))
    step(0)
    with transaction.atomic():
        keep_judged(batch, verdicts, now=now, by=None, step=step)
        forget_stage()
    batch.refresh_from_db()
    return batch


def judge_rows(
    batch: ImportBatch, *, now: datetime, progress: Progress, share: float = 1
) -> list[RowVerdict]:
    """Read the stored file with its columns as chosen and judge each row by itself; writes nothing.

    `share` is what a dry run takes of the work that `progress` tells of. Raises Refused for a file that is unfit.
    """
    progress(0, None, "read")
    table = mapped_table(batch)
    progress(int(table.rows_read * READ_SHARE * share), table.rows_read, "check")
    tz = ZoneInfo(batch.store.tz)
    return list(check_rows(table, kind=batch.kind, today=store_day(batch.store, now=now), tz=tz))


def keep_judged(
    batch: ImportBatch, verdicts: list[RowVerdict], *, now: datetime, by: User | None, step: Step
) -> dict[str, Any]:
    """Lay the rows beside the database and keep them with what each would change; the list is previewed then.

    Needs an open transaction and leaves the stage with its parameters to the caller. Raises Refused(code="stale").
    """
    _lock_unchanged(batch)
    ImportRow.objects.filter(batch=batch).delete()
    ImportConflict.objects.filter(batch=batch, decision="").delete()
    copy_rows(verdicts)
    params = stage_file(batch, now=now, by=by, step=step)
    keep_staged(params)
    move(ImportBatch, batch.pk, old=(State.MAPPED, State.PREVIEWED), new=State.PREVIEWED, error="")
    return params


def share_of(progress: Progress, *, total: int, phase: str, between: tuple[float, float]) -> Step:
    """Progress of a part of the work that takes this share of its time, counted in rows."""
    first, last = between

    def step(part: float) -> None:
        progress(int(total * (first + (last - first) * part)), total, phase)

    return step


def _lock_unchanged(batch: ImportBatch) -> None:
    """Nobody cancels, takes in or matches anew while the rows are exchanged."""
    same = ImportBatch.objects.select_for_update().filter(
        pk=batch.pk, state__in=(State.MAPPED, State.PREVIEWED), mapping=batch.mapping, kind=batch.kind
    )
    if not same.exists():
        raise Refused(
            _("Somebody has already moved this on. Reload to see where it stands now."), code="stale"
        )
