"""People decide about rows that agree with a customer in one thing and contradict in the rest (domain.md 6)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers.models import ImportBatch, ImportConflict, ImportDecision
from apps.customers.services.staging import (
    forget_stage,
    judge_staged,
    lock_store,
    stage_decided,
    write_staged,
)
from apps.jobs.services import ask

State = ImportBatch.State
Decision = ImportConflict.Decision
DECISIONS = (Decision.SAME, Decision.OTHER, Decision.SKIP)
NEEDED_RIGHT = {State.PREVIEWED: "customers.import", State.COMMITTED: "customers.commit_import"}


def decide_conflicts(
    batch: ImportBatch, ids: Iterable[int], *, decision: str, now: datetime, by: User
) -> int:
    """Decide the conflicts `ids` of one list alike; returns how many rows are free to come in (domain.md 6).

    same: the rows belong to the customer who is here. other: they are somebody else, who comes in as a customer of
    their own; a document or member number stays with whom it is, so such rows stay out. skip: the rows stay out.
    Rows of a list that was taken in come in at once, and the follow-up sweep is rung. Raises Refused without the
    right, for an unknown decision, a list that is no longer there, and (stale) for what is decided already.
    """
    if decision not in DECISIONS:
        raise Refused(_("Choose what these rows are."), field="decision", code="invalid")
    with transaction.atomic():
        lock_store(batch.store)  # before the row, as take-in and undo do
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("store").get(pk=batch.pk)
        _guard(batch, by=by)
        rows = ImportConflict.objects.filter(batch=batch, pk__in=ids).select_related("customer")
        conflicts = list(rows.select_for_update(of=("self",)))
        if decision == Decision.SAME:
            _refuse_gone(conflicts)
        _note(conflicts, decision=decision, now=now, by=by)
        people = sorted({one.person for one in conflicts if _sets_free(one, decision=decision)})
        return _bring_in(batch, people, now=now, by=by) if people else 0


def _guard(batch: ImportBatch, *, by: User) -> None:
    if batch.state not in NEEDED_RIGHT:
        raise Refused(_("This list is not waiting for decisions."), code="state")
    access.refuse_unless(by, NEEDED_RIGHT[batch.state])
    if batch.store_id != access.store_of(by).pk:
        raise Refused(_("This import belongs to another store."), code="forbidden")


def _refuse_gone(conflicts: list[ImportConflict]) -> None:
    if any(one.customer.erased_at or one.customer.undone for one in conflicts):
        raise Refused(_("This customer is no longer here: choose another answer."), code="state")


def _note(conflicts: list[ImportConflict], *, decision: str, now: datetime, by: User) -> None:
    open_ones = [one.pk for one in conflicts if one.decision == Decision.OPEN]
    if not conflicts or len(open_ones) < len(conflicts):
        raise Refused(_("Somebody has decided this already."), code="stale")
    ImportConflict.objects.filter(pk__in=open_ones).update(decision=decision, decided_at=now, decided_by=by)
    ImportDecision.objects.bulk_create(
        ImportDecision(
            batch_id=one.batch_id, person=one.person, code=one.code, decision=decision, at=now, by=by
        )
        for one in conflicts
    )


def _sets_free(conflict: ImportConflict, *, decision: str) -> bool:
    return decision == Decision.SAME or (decision == Decision.OTHER and conflict.code == "vin_other_customer")


def _bring_in(batch: ImportBatch, people: list[int], *, now: datetime, by: User) -> int:
    """Judge the rows of these people anew; write them too where the rest of the list has been written."""
    params = stage_decided(batch, people=people, now=now, by=by)
    if params is None:
        return 0
    judge_staged(params)
    if batch.state == State.COMMITTED:
        write_staged(params)
        ask(
            "callbacks.open_due_follow_ups",
            key=f"batch:{batch.pk}:{now.isoformat()}",
            store=batch.store,
            payload={"batch": batch.pk},
            now=now,
            by=by,
        )
    forget_stage()
    still = batch.rows.filter(row_no__in=params["only"], verdict="refused").count()
    return len(params["only"]) - still
