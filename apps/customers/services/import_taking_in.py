"""Take a checked list in, cancel it, undo it (4.6: previewed → committing → committed → rolled_back)."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.customers.models import Customer, ImportBatch, ImportConflict, ImportRow, Member, Order
from apps.customers.services.import_checking import (
    JUDGED_SHARE,
    Progress,
    judge_rows,
    keep_judged,
    share_of,
    silent,
)
from apps.customers.services.import_files import forget_file
from apps.customers.services.monthly_lists import is_awaited, reopen_monthly_list, settle_monthly_list
from apps.customers.services.staging import (
    Step,
    forget_stage,
    judge_staged,
    lock_store,
    stage_batch,
    write_staged,
)
from apps.jobs.models import Job
from apps.jobs.services import ask, cancel, retry

State = ImportBatch.State
TAKE_IN = "customers.take_in_batch"
# How much of the time of a take-in goes into comparing.
COMPARED_SHARE = 0.4


def ask_take_in(batch: ImportBatch, *, now: datetime, by: User | None) -> Job:
    """Start taking the good rows in. Raises Refused when nothing would be written or the batch has moved on."""
    if batch.new_count + batch.changed_count == 0 and not is_awaited(batch, now=now):
        raise Refused(_("There is nothing to take in: no row is new or changed."), code="state")
    with transaction.atomic():
        move(ImportBatch, batch.pk, old=State.PREVIEWED, new=State.COMMITTING, committed_by=by)
        job = ask(
            TAKE_IN,
            key=f"take_in:{batch.pk}",
            store=batch.store,
            payload={"batch": batch.pk},
            now=now,
            by=by,
        )
        if job.state not in Job.OPEN:
            retry(job.pk, now=now)
        return job


def stop_take_in(batch: ImportBatch, *, now: datetime) -> None:
    """Stop taking a list in: it goes back to checked, with nothing of it written.

    A worker that is at it notices within a statement and undoes what it wrote; one that has just ended has ended.
    Raises Refused(code="stale") when the list is not being taken in.
    """
    if batch.state != State.COMMITTING:
        raise Refused(_("This list is not being taken in."), code="stale")
    job = Job.objects.filter(kind=TAKE_IN, key=f"take_in:{batch.pk}", state__in=Job.OPEN).first()
    if job is not None:
        cancel(job.pk, now=now)
    give_back(batch)


def give_back(batch: ImportBatch) -> None:
    """A list nobody takes in any more is a checked one again; where a worker still holds it, the worker does this."""
    with transaction.atomic():
        waiting = ImportBatch.objects.select_for_update(skip_locked=True).filter(
            pk=batch.pk, state=State.COMMITTING
        )
        if waiting.exists():
            move(ImportBatch, batch.pk, old=State.COMMITTING, new=State.PREVIEWED)
    batch.refresh_from_db()


def take_in(
    batch: ImportBatch, *, now: datetime, by: User | None, progress: Progress = silent
) -> ImportBatch:
    """All good rows in one transaction, or none (data flow 1). Rows are compared anew with what is there now.

    Rings the sweep that opens calls. Raises Refused(code="stale") unless the batch is being taken in, and what
    `progress` raises: then nothing is written.
    """
    total = batch.read_count
    progress(0, total, "write")
    with transaction.atomic():
        lock_store(batch.store)
        _end_taking_in(batch, old=State.COMMITTING, now=now, by=by)
        compared = share_of(progress, total=total, phase="compare", between=(0, COMPARED_SHARE))
        params = stage_batch(batch, now=now, by=by, step=compared)
        judge_staged(params)
        written = share_of(progress, total=total, phase="write", between=(COMPARED_SHARE, 1))
        _write(batch, params, now=now, by=by, step=written)
    batch.refresh_from_db()
    return batch


def check_and_take_in(
    batch: ImportBatch, *, now: datetime, by: User | None, progress: Progress = silent
) -> ImportBatch:
    """The dry run and the take-in of a list nobody looks at in between: its rows are compared once.

    In one transaction, so that a kill leaves the list as it was. One whose rows are all refused stays checked.
    Raises what `check` and `take_in` raise.
    """
    verdicts = judge_rows(batch, now=now, progress=progress, share=COMPARED_SHARE)
    total = len(verdicts)
    compared = share_of(
        progress, total=total, phase="compare", between=(JUDGED_SHARE * COMPARED_SHARE, COMPARED_SHARE)
    )
    with transaction.atomic():
        lock_store(batch.store)
        params = keep_judged(batch, verdicts, now=now, by=by, step=compared)
        batch.refresh_from_db()
        if batch.refused_count == batch.read_count:
            forget_stage()
        else:
            _end_taking_in(batch, old=State.PREVIEWED, now=now, by=by)
            written = share_of(progress, total=total, phase="write", between=(COMPARED_SHARE, 1))
            _write(batch, params, now=now, by=by, step=written)
    batch.refresh_from_db()
    return batch


def _end_taking_in(batch: ImportBatch, *, old: str, now: datetime, by: User | None) -> None:
    """First of all: whoever meant to stop the list waits for this transaction, and finds that it has ended."""
    moved = {"committed_at": now, "committed_by": by, "samples": []}
    move(ImportBatch, batch.pk, old=old, new=State.COMMITTED, **moved)


def _write(batch: ImportBatch, params: dict[str, Any], *, now: datetime, by: User | None, step: Step) -> None:
    """Write what was staged, and ring for the calls."""
    write_staged(params, step=step)
    forget_stage()
    settle_monthly_list(batch, now=now, by=by)
    ask(
        "callbacks.open_due_follow_ups",
        key=f"batch:{batch.pk}",
        store=batch.store,
        payload={"batch": batch.pk},
        now=now,
        by=by,
    )


def cancel_import(batch: ImportBatch, *, now: datetime, by: User | None) -> None:
    """Forget a list that was not taken in: its rows and its file. The import stays in the journal."""
    with transaction.atomic():
        move(
            ImportBatch,
            batch.pk,
            old=(State.UPLOADED, State.PARSED, State.MAPPED, State.PREVIEWED),
            new=State.CANCELLED,
            samples=[],
            file_path="",
            ended_at=now,
            ended_by=by,
        )
        ImportRow.objects.filter(batch=batch).delete()
        ImportConflict.objects.filter(batch=batch).delete()
    forget_file(batch)
    batch.refresh_from_db()


UNDO_MOVES = """
INSERT INTO customers_ordermove (order_id, what, at, by_id, old_day, code)
SELECT id, 'undone', %(now)s, %(by)s, document_day, 'import_undone'
  FROM customers_order WHERE batch_id = %(batch)s AND state = 'active'
"""
HIDE_PEOPLE = """
UPDATE customers_customer c SET undone = true, version = version + 1
 WHERE c.batch_id = %(batch)s AND NOT c.undone
   AND NOT EXISTS (SELECT 1 FROM customers_order o WHERE o.customer_id = c.id AND o.state <> 'undone')
   AND NOT EXISTS (SELECT 1 FROM customers_member m WHERE m.customer_id = c.id)
"""


def remove_batch_rows(batch: ImportBatch, *, now: datetime, by: User | None) -> int:
    """Customers' part of undoing an import; returns how many documents went.

    Its documents become `undone`: they free their numbers, so the corrected list can come in. Its members go;
    customers who came with it and have nothing else disappear from lists and search. Details it filled in on
    customers who were there before stay. The caller (callbacks) has made sure that nobody called.
    """
    params = {"batch": batch.pk, "now": now, "by": by.pk if by else None}
    with transaction.atomic():
        lock_store(batch.store)
        move(ImportBatch, batch.pk, old=State.COMMITTED, new=State.ROLLED_BACK, ended_at=now, ended_by=by)
        reopen_monthly_list(batch, now=now, by=by)
        Member.objects.filter(batch=batch).delete()
        with connection.cursor() as cursor:
            cursor.execute(UNDO_MOVES.strip(), params)
            gone = Order.objects.filter(batch=batch, state=Order.State.ACTIVE).update(
                state=Order.State.UNDONE
            )
            cursor.execute(HIDE_PEOPLE.strip(), params)
    batch.refresh_from_db()
    return gone


def documents_of(batch: ImportBatch) -> int:
    """How many documents of this import are valid."""
    return Order.objects.filter(batch=batch, state=Order.State.ACTIVE).count()


def people_of(batch: ImportBatch) -> int:
    """How many customers came in with this import."""
    return Customer.objects.present().filter(batch=batch).count()
