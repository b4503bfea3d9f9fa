"""One verb for each move of a duty (domain.md 4.0)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from apps.accounts.models import Department, Store, User
from apps.core.prepared import reread
from apps.core.refusal import Refused
from apps.core.transitions import open_told
from apps.core.worktime import Answer
from apps.duties.models import Duty, DutyEvent, DutyWords
from apps.duties.services.cut_off import with_owner_at_cut_off

State = Duty.State
# Open work done in time: nearly always, and nobody has to be looked for who answers.
KEEP = """
WITH moved AS (
    UPDATE duties_duty d SET settled_at = %(at)s, state = 'kept', responsible_id = owner_id
     WHERE id = %(id)s AND settled_at IS NULL AND state = 'open' AND (%(at)s < due_at OR (clock AND %(at)s = due_at))
    RETURNING id, missed_at, responsible_id
), told AS (
    INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, by_id, code)
    SELECT id, 'settle', 'open', 'kept', %(at)s, %(by)s, %(code)s FROM moved
)
SELECT 'kept', missed_at, responsible_id FROM moved
"""
# Work that was missed is answered for by its owner at the cut-off, also when somebody else does it late.
SETTLE = with_owner_at_cut_off("""
WITH old AS (
    SELECT d.*, {answers} AS answers_id,
           %(at)s < d.due_at OR (d.clock AND %(at)s = d.due_at) AS in_time
      FROM duties_duty d {hand_over}
     WHERE d.id = %(id)s FOR UPDATE OF d
), moved AS (
    UPDATE duties_duty d SET settled_at = %(at)s,
           state = CASE WHEN old.state = 'excused' THEN 'excused' WHEN old.in_time THEN 'kept' ELSE 'missed' END,
           missed_at = CASE WHEN old.in_time THEN old.missed_at ELSE COALESCE(old.missed_at, old.due_at) END,
           responsible_id = CASE WHEN old.in_time THEN old.owner_id
                                 WHEN old.state = 'open' THEN old.answers_id
                                 WHEN old.state = 'missed' THEN old.responsible_id
                                 ELSE COALESCE(old.responsible_id, old.owner_id) END
      FROM old
     WHERE d.id = old.id AND d.settled_at IS NULL AND d.state <> 'cancelled'
    RETURNING d.id, old.state AS was, d.state, d.missed_at, d.responsible_id
), told AS (
    INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, by_id, code)
    SELECT id, 'settle', was, state, %(at)s, %(by)s, %(code)s FROM moved
)
SELECT state, missed_at, responsible_id FROM moved
""")


@dataclass(frozen=True)
class Plan:
    """Why a duty is due when it is: the computed answer, the rule values used and the calendar's stamp."""

    answer: Answer
    policy_values: dict[str, Any] = field(default_factory=dict)
    stamp: int = 0

    def columns(self) -> dict[str, Any]:
        """What a duty takes over from the plan; nobody has been warned of a new moment yet."""
        return {
            "due_at": self.answer.at,
            "due_day": self.answer.day,
            "clock": self.answer.clock,
            "provisional": self.answer.provisional,
            "trace": self.answer.trace_json(),
            "policy_values": self.policy_values,
            "plan_stamp": self.stamp,
            "warned_at": None,
        }


def open_duty(
    kind: str,
    *,
    key: str,
    store: Store,
    plan: Plan,
    title: str,
    url_name: str,
    object_id: int | None,
    now: datetime,
    owner: User | None = None,
    department: Department | None = None,
    cause: str = "",
    by: User | None = None,
) -> Duty:
    """Open a duty; the key says why it exists, so opening it twice returns the same row."""
    duty = Duty(
        key=key,
        kind=kind,
        store=store,
        owner=owner,
        department=department,
        opened_at=now,
        original_due_at=plan.answer.at,
        title=title,
        url_name=url_name,
        object_id=object_id,
        cause=cause,
        **plan.columns(),
    )
    story = DutyEvent(
        what="open", new_state=State.OPEN, at=now, by=by, code=cause, new_due_at=duty.due_at, new_owner=owner
    )
    opened = open_told(duty, key="key", story=story, link="duty")
    return duty if opened else Duty.objects.get(key=key)


def _tell_story(
    duty: Duty, what: str, *, new_state: str, at: datetime, reason: str = "", **columns: Any
) -> DutyEvent:
    event = DutyEvent.objects.create(duty=duty, what=what, new_state=new_state, at=at, **columns)
    if reason:
        DutyWords.objects.create(event=event, text=reason)
    return event


def settle(duty: Duty, *, at: datetime, by: User | None, code: str = "") -> str:
    """The work is done at `at` (the server's time of the save). Returns the state: kept, or missed when late.

    Kept when done before the due moment (clock deadlines: at it or before), even if the sweep was faster; an excused
    duty stays excused. Raises Refused(code="stale") when the duty is already settled or cancelled.
    """
    looks_kept = duty.state == State.OPEN and at <= duty.due_at
    given = {"at": at, "id": duty.pk, "by": by and by.pk, "code": code}
    moved = (looks_kept and _settle(KEEP, given)) or _settle(SETTLE, given)
    if not moved:
        raise Refused(_("This has already been settled."), code="stale")
    duty.state, duty.missed_at, duty.responsible_id = moved
    duty.settled_at = at
    return duty.state


def _settle(statement: str, given: dict[str, Any]) -> Any:
    """The state, when it was missed and who answers; None where the statement does not fit the duty as it stands."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone()


def excuse(
    duty: Duty, *, cause: str, now: datetime, by: User | None, reason: str = "", settle_too: bool = False
) -> None:
    """Nobody answers for this duty. A person's excuse needs a reason; automatic grounds carry their cause.

    `settle_too` ends the work as well (R06: the minimum of attempts ends the duty without fine). Raises Refused without
    a reason, (forbidden) for whoever owns or answers for the duty, and (stale) when it is decided already.
    """
    if by is not None and cause != Duty.Cause.UNREACHABLE and by.pk in (duty.owner_id, duty.responsible_id):
        raise Refused(_("Nobody excuses their own duty."), code="forbidden")
    if by is not None and cause == Duty.Cause.DECIDED and not reason.strip():
        raise Refused(_("An excuse needs a reason."), field="reason", code="invalid")
    old = duty.state
    columns: dict[str, Any] = {"state": State.EXCUSED, "cause": cause}
    if settle_too:
        columns["settled_at"] = now
    rows = Duty.objects.filter(pk=duty.pk, state__in=[State.OPEN, State.MISSED])
    if rows.update(**columns) != 1:
        raise Refused(_("Only an open or missed duty can be excused."), code="stale")
    _tell_story(
        duty,
        "excuse",
        old_state=old,
        new_state=State.EXCUSED,
        at=now,
        by=by,
        code=cause,
        reason=reason.strip(),
    )
    reread(duty)


def reschedule(
    duty: Duty, plan: Plan, *, now: datetime, by: User | None, code: str, reason: str = ""
) -> None:
    """Move an open duty (appointment, extension, correction, re-planning). The original due moment is kept.

    The trace grows: the new answer's steps come after the steps that led to the old moment.
    """
    columns = plan.columns()
    if code != "replan":
        columns["trace"] = [*duty.trace, *columns["trace"]]
    columns["policy_values"] = {**duty.policy_values, **plan.policy_values}
    rows = Duty.objects.filter(pk=duty.pk, state=State.OPEN, settled_at__isnull=True)
    if rows.update(**columns) != 1:
        raise Refused(_("Only an open duty can be moved."), code="stale")
    _tell_story(
        duty,
        "reschedule",
        old_state=State.OPEN,
        new_state=State.OPEN,
        at=now,
        by=by,
        code=code,
        reason=reason,
        old_due_at=duty.due_at,
        new_due_at=plan.answer.at,
    )
    reread(duty)


def reassign(
    duty: Duty, *, to: User | None, now: datetime, by: User | None, code: str = "manager", reason: str = ""
) -> None:
    """Give unsettled work to somebody else. After the cut-off the old owner still answers for the miss."""
    old_owner_id = duty.owner_id
    unsettled = Duty.objects.filter(settled_at__isnull=True).exclude(state=State.CANCELLED)
    rows = unsettled.filter(pk=duty.pk, owner_id=old_owner_id)
    if rows.update(owner=to) != 1:
        raise Refused(_("This has already been settled or given to somebody else."), code="stale")
    _tell_story(
        duty,
        "reassign",
        old_state=duty.state,
        new_state=duty.state,
        at=now,
        by=by,
        code=code,
        reason=reason,
        old_owner_id=old_owner_id,
        new_owner=to,
    )
    reread(duty)


def reopen(duty: Duty, *, now: datetime, by: User | None, reason: str, plan: Plan | None = None) -> None:
    """The work turned out not to be done: open again, or missed when the due moment has passed.

    A new plan's steps come after the steps that led to the old moment; customers who were not reached (R06) no longer
    excuse it. Any other excuse of the same due moment holds: the document came late whatever was done afterwards.
    """
    columns = plan.columns() if plan else {}
    if plan:
        columns["trace"] = [*duty.trace, *columns["trace"]]
    due_at = columns.get("due_at", duty.due_at)
    late = now > due_at if duty.clock else now >= due_at
    columns["settled_at"] = None
    if plan or not _excused_for_good(duty):
        columns |= {
            "cause": Duty.Cause.NONE,
            "state": State.MISSED if late else State.OPEN,
            "missed_at": due_at if late else None,
            "responsible": _answers_again(duty) if late else None,
        }
    rows = Duty.objects.filter(pk=duty.pk, settled_at__isnull=False)
    old = duty.state
    if rows.update(**columns) != 1:
        raise Refused(_("Only settled work can be opened again."), code="stale")
    _tell_story(
        duty,
        "reopen",
        old_state=old,
        new_state=columns.get("state", old),
        at=now,
        by=by,
        reason=reason,
        old_due_at=duty.due_at,
        new_due_at=due_at,
    )
    reread(duty)


def _answers_again(duty: Duty) -> User | None:
    """Who answers for work found undone: whoever did so before; an unowned miss stays nobody's."""
    return duty.responsible if duty.state == State.MISSED else duty.responsible or duty.owner


def _excused_for_good(duty: Duty) -> bool:
    return duty.state == State.EXCUSED and duty.cause != Duty.Cause.UNREACHABLE


def cancel(duty: Duty, *, now: datetime, by: User | None, code: str, reason: str = "") -> None:
    """The reason for this duty fell away (voided document, merged complaint); settled duties stay as they are."""
    old = duty.state
    rows = Duty.objects.filter(
        pk=duty.pk, settled_at__isnull=True, state__in=[State.OPEN, State.MISSED, State.EXCUSED]
    )
    if rows.update(state=State.CANCELLED) != 1:
        raise Refused(_("This has already been settled."), code="stale")
    _tell_story(
        duty, "cancel", old_state=old, new_state=State.CANCELLED, at=now, by=by, code=code, reason=reason
    )
    reread(duty)
