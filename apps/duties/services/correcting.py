"""A document behind a duty was corrected: its due moment is judged again, never to anybody's disadvantage."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.prepared import reread
from apps.core.refusal import Refused
from apps.core.worktime import Answer
from apps.duties.models import Duty, DutyEvent, DutyWords
from apps.duties.services.verbs import Plan

State, Cause = Duty.State, Duty.Cause


def judged_again(duty: Duty, answer: Answer, *, now: datetime) -> tuple[str, str]:
    """State and cause under another due moment (domain.md 4.0).

    What was kept stays kept; a miss stays one only if it is one by the new moment too; work still to be done whose
    new moment has passed blames nobody (the right document arrived late).
    """
    late_import = (State.EXCUSED, Cause.LATE_IMPORT)
    if duty.state in (State.KEPT, State.CANCELLED) or (duty.state, duty.cause) == (
        State.EXCUSED,
        Cause.DECIDED,
    ):
        return duty.state, duty.cause
    if duty.state == State.EXCUSED and duty.cause != Cause.LATE_IMPORT:
        return duty.state, duty.cause
    if answer.kept(duty.settled_at or now):
        return (State.KEPT if duty.settled_at else State.OPEN), Cause.NONE
    return (State.MISSED, Cause.NONE) if duty.state == State.MISSED else late_import


def correct(duty: Duty, plan: Plan, *, now: datetime, by: User, reason: str) -> str:
    """Give the duty the due moment of the corrected document; returns its state.

    Raises Refused(code="stale") when it moved meanwhile or was cancelled.
    """
    state, cause = judged_again(duty, plan.answer, now=now)
    columns: dict[str, Any] = plan.columns() | {"state": state, "cause": cause}
    columns["missed_at"] = plan.answer.at if state == State.MISSED else None
    rows = Duty.objects.filter(pk=duty.pk, state=duty.state, due_at=duty.due_at).exclude(
        state=State.CANCELLED
    )
    if rows.update(**columns) != 1:
        raise Refused(_("This has already been settled."), code="stale")
    event = DutyEvent.objects.create(
        duty=duty,
        what="reschedule",
        old_state=duty.state,
        new_state=state,
        at=now,
        by=by,
        code="correction",
        old_due_at=duty.due_at,
        new_due_at=plan.answer.at,
    )
    if reason.strip():
        DutyWords.objects.create(event=event, text=reason.strip())
    reread(duty)
    return state
