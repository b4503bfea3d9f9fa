"""What a caller enters about a dial, and what is checked before it becomes an attempt (S04, R04)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.callbacks.models import Callback, Outcome, QuestionSet, Script
from apps.callbacks.services.appointments import check_appointment
from apps.callbacks.services.calling_windows import CallingWindows, Place
from apps.callbacks.services.data_check import check_fixes
from apps.callbacks.services.due_moments import store_day
from apps.callbacks.services.questions import Given, check_answers, question_set_for
from apps.callbacks.services.scripts import script_for
from apps.core.prepared import prepared
from apps.core.refusal import Refused
from apps.core.remembering import remembered
from apps.customers.models import Phone

LONGEST_NOTE = 4000
LONGEST_REASON = 200
WORDS = ("note", "problem", "suggestion", "question")


@dataclass(frozen=True)
class AttemptEntry:
    """What the caller enters. `started_at` is when the number was shown, `inbound` that the customer called us.

    `answers`: question id to an option's value, a score or words. `checked`: field of the customer's data (name, phone,
    plate, vin) to right or wrong; `fixes`: field to the right value. `request_key` makes the second of two equal saves
    harmless.
    """

    outcome_code: str
    started_at: datetime
    request_key: UUID
    phone_id: int | None = None
    answers: Mapping[int, str] = field(default_factory=dict)
    checked: Mapping[str, bool] = field(default_factory=dict)
    fixes: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    problem: str = ""
    suggestion: str = ""
    question: str = ""
    appointment_at: datetime | None = None
    off_window_reason: str = ""
    opt_out: str = ""
    inbound: bool = False
    opt_out_reason: str = ""


@dataclass(frozen=True)
class Checked:
    """An entry that may be saved: codes looked up, words measured, the place of its start known."""

    outcome: Outcome
    phone: Phone | None
    place: Place
    off_window_reason: str
    appointment_at: datetime | None
    question_set: QuestionSet | None
    given: list[Given]
    script: Script | None


def check_dial(callback: Callback, entry: AttemptEntry, *, now: datetime) -> Checked:
    """Everything that can be wrong with an entry itself. Raises Refused with the field; reads only."""
    _refuse_overlong(entry)
    outcome = _outcome(entry, callback)
    if outcome.asks == Outcome.Asks.NOTE and not entry.note.strip():
        raise Refused(_("This outcome asks for a note."), field="note", code="invalid")
    phone = _phone(entry, callback)
    if outcome.reached and entry.fixes:
        check_fixes(callback, entry.fixes)
    place = CallingWindows.of(callback.store).place(callback, entry.started_at, inbound=entry.inbound)
    reason = _off_window_reason(entry, place)
    appointment_at = check_appointment(callback, entry.appointment_at, outcome=outcome, now=now)
    question_set, given = _answers(callback, entry, outcome)
    day = store_day(callback.store, entry.started_at)
    script = script_for(callback.kind, on=day) if outcome.reached else None
    return Checked(outcome, phone, place, reason, appointment_at, question_set, given, script)


def _refuse_overlong(entry: AttemptEntry) -> None:
    for name, longest in (
        ("note", LONGEST_NOTE),
        ("problem", LONGEST_NOTE),
        ("suggestion", LONGEST_NOTE),
        ("question", LONGEST_NOTE),
        ("off_window_reason", LONGEST_REASON),
    ):
        if len(getattr(entry, name)) > longest:
            message = _("Please keep it under %(count)s characters.") % {"count": longest}
            raise Refused(message, field=name, code="invalid")


def _outcome(entry: AttemptEntry, callback: Callback) -> Outcome:
    outcome = outcome_named(entry.outcome_code)
    day = store_day(callback.store, entry.started_at)
    if outcome is None or (outcome.retired_on is not None and outcome.retired_on <= day):
        raise Refused(_("Please choose how the call ended."), field="outcome", code="invalid")
    return outcome


@remembered
def all_outcomes() -> tuple[Outcome, ...]:
    """Every outcome, retired ones too, in their order."""
    return tuple(Outcome.objects.all())


def outcome_named(code: str) -> Outcome | None:
    return next((one for one in all_outcomes() if one.code == code), None)


def _phone(entry: AttemptEntry, callback: Callback) -> Phone | None:
    """The number dialled; a number of another customer is no number of this call."""
    if entry.phone_id is None:
        return None
    found = _phones(pk=entry.phone_id, customer=callback.customer_id)
    if not found:
        raise Refused(_("This number does not belong to the customer."), field="phone", code="invalid")
    return found[0]


@prepared
def _phones(pk: int, customer: int) -> Any:
    return Phone.objects.filter(pk=pk, customer=customer).order_by()


def _off_window_reason(entry: AttemptEntry, place: Place) -> str:
    if place.inside:
        return ""
    reason = entry.off_window_reason.strip()
    if not reason:
        message = _("Outside the calling windows a reason is needed.")
        raise Refused(message, field="off_window_reason", code="invalid")
    return reason


def _answers(
    callback: Callback, entry: AttemptEntry, outcome: Outcome
) -> tuple[QuestionSet | None, list[Given]]:
    """Only a completed call answers the questionnaire; every mandatory question then."""
    if outcome.effect != Outcome.Effect.COMPLETE:
        return None, []
    day = store_day(callback.store, entry.started_at)
    question_set = question_set_for(callback.kind, on=day)
    return question_set, check_answers(question_set, entry.answers)
