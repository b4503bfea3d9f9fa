"""Calendar or rules changed: the open duties of complaints follow (design: data flow, row 9)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction

from apps.accounts.models import Store
from apps.complaints.models import Complaint, Verification
from apps.complaints.rules.clocks import Clocks
from apps.core.worktime import Step, Unanswerable
from apps.duties.models import Duty
from apps.duties.services import Move, Plan, replan_open

VERIFY = "callback.verify"
KINDS = ("complaint.first_contact", "complaint.return", "complaint.close", VERIFY)
EXTENDED = "extended"


@transaction.atomic
def replan(*, now: datetime, write: bool = True, store: Store | None = None) -> list[Move]:
    """Work out every open duty of complaints again whose plan is older than the store's calendar and rules.

    `write=False` looks at all open duties and changes nothing: the preview on the settings page. An extended closing
    keeps its day and only leaves a day on which the store is closed. Missed and settled duties never move.
    """
    stores = Store.objects.all() if store is None else [store]
    return [move for each in stores for move in _replan_store(each, now=now, write=write)]


def _replan_store(store: Store, *, now: datetime, write: bool) -> list[Move]:
    clocks = Clocks(store)
    plans_of = partial(_plans_of, clocks=clocks)
    return replan_open(KINDS, store=store, stamp=clocks.stamp, plans_of=plans_of, now=now, write=write)


def _plans_of(rows: Iterable[Duty], *, clocks: Clocks) -> dict[int, Plan]:
    """New plans by duty id; a duty for which the calendar has no day left stays as it is."""
    own = [duty for duty in rows if duty.kind != VERIFY]
    complaints = Complaint.objects.in_bulk([duty.object_id for duty in own])
    found: dict[int, Plan] = {}
    for duty in own:
        plan = _plan(duty, complaints[duty.object_id], clocks=clocks)
        if plan is not None:
            found[duty.pk] = plan
    return found | _verifying_plans([duty.pk for duty in rows if duty.kind == VERIFY], found)


def _plan(duty: Duty, complaint: Complaint, *, clocks: Clocks) -> Plan | None:
    try:
        if duty.kind == "complaint.first_contact":
            return clocks.first_contact(complaint.issued_at)
        if duty.kind == "complaint.return":
            return clocks.department_answer(complaint.issued_at)
        if any(step["code"] == EXTENDED for step in duty.trace):
            return _still_extended(duty, clocks=clocks)
        return clocks.close(complaint.issued_at, line=complaint.line)
    except Unanswerable:
        return None


def _still_extended(duty: Duty, *, clocks: Clocks) -> Plan | None:
    """An extension holds; only a day that is closed now moves on."""
    if clocks.calendar.is_open(duty.due_day):
        return None
    plan = clocks.extended(duty.due_day)
    old = tuple(Step.from_json(step) for step in duty.trace)
    return replace(plan, answer=replace(plan.answer, trace=old + plan.answer.trace))


def _verifying_plans(pks: list[int], plans: dict[int, Plan]) -> dict[int, Plan]:
    """A verifying call stays due with its complaint."""
    rows = Verification.objects.filter(callback__duty__in=pks, complaint__close_duty__in=list(plans))
    pairs = rows.values_list("callback__duty_id", "complaint__close_duty_id")
    return {duty_id: plans[close_id] for duty_id, close_id in pairs}
