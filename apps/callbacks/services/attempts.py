"""A dial and its outcome, saved once (S04, domain.md 4.1)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.callbacks.models import Attempt, Callback, Outcome
from apps.callbacks.services.attempt_rows import write_attempt
from apps.callbacks.services.claims import refuse_stranger, refuse_taken
from apps.callbacks.services.data_check import apply_checks
from apps.callbacks.services.drafts import OLDEST_START, keep_answers
from apps.callbacks.services.due_moments import store_day
from apps.callbacks.services.entries import LONGEST_REASON, WORDS, AttemptEntry, Checked, check_dial
from apps.callbacks.services.fitness import refuse_caller
from apps.callbacks.services.inquiries import raise_inquiries
from apps.callbacks.services.outcomes import EFFECTS, Dial, let_go, note_wish
from apps.callbacks.services.questions import freeze_at_use
from apps.core.prepared import prepared
from apps.core.refusal import Refused


def record_attempt(callback: Callback, entry: AttemptEntry, *, now: datetime, by: User) -> Attempt:
    """Save a dial and what follows from it: state, duty, appointment, corrections. S04, R04, R06.

    Raises Refused: code stale (ended, in a colleague's hand, other questions), forbidden (not the owner's),
    invalid with the field (no outcome, an answer missing, outside the windows without a reason, an impossible moment).
    The same `request_key` again returns the first attempt.
    """
    with transaction.atomic():
        callback = locked(callback)
        try:
            refuse_unfit(callback, entry, now=now, by=by)
            checked = check_dial(callback, entry, now=now)
        except Refused as refusal:
            return _saved_instead(callback, entry, refusal, by=by)
        return _save(callback, entry, checked, ended_at=now, now=now, agent=by, entered_by=None)


def refuse_unfit(callback: Callback, entry: AttemptEntry, *, now: datetime, by: User) -> None:
    """Whether this person may save a dial of this call now. Raises Refused: forbidden, stale, impossible start."""
    refuse_stranger(callback, by=by)
    refuse_caller(callback, caller=by, on=store_day(callback.store, now))
    refuse_taken(callback, now=now, by=by)
    _refuse_impossible_start(entry, now=now)


def enter_earlier_call(
    callback: Callback, entry: AttemptEntry, *, called_at: datetime, reason: str, now: datetime, by: User
) -> Attempt:
    """A call made on paper or while the system was down, entered by the manager and flagged so (domain.md 4.1).

    It counts by its call time in figures, but never excuses by itself: the duty is settled at `now`.
    Raises Refused without a reason, for a moment that is not past or lies before the document's day.
    """
    access.refuse_unless(by, "callbacks.enter_later")
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    _refuse_impossible_moment(callback, called_at, now=now)
    with transaction.atomic():
        callback = locked(callback)
        agent = callback.duty.owner or by
        told = replace(
            entry,
            started_at=called_at,
            note=f"{reason.strip()}\n{entry.note}".strip(),
            off_window_reason=entry.off_window_reason or reason.strip()[:LONGEST_REASON],
        )
        try:
            refuse_stranger(callback, by=by)
            refuse_taken(callback, now=now, by=by)
            refuse_caller(callback, caller=agent, on=store_day(callback.store, now))
            checked = check_dial(callback, told, now=now)
        except Refused as refusal:
            return _saved_instead(callback, entry, refusal, by=by)
        return _save(callback, told, checked, ended_at=called_at, now=now, agent=agent, entered_by=by)


def locked(callback: Callback) -> Callback:
    """The call as it stands, its row locked until the transaction ends. Raises Callback.DoesNotExist."""
    found = _locked(pk=callback.pk)
    if not found:
        raise Callback.DoesNotExist
    return found[0]


@prepared
def _locked(pk: int) -> Any:
    rows = Callback.objects.select_for_update(of=("self",)).filter(pk=pk)
    return rows.select_related("duty", "store", "order", "claimed_by")


def saved_before(callback: Callback, entry: AttemptEntry, *, by: User) -> Attempt | None:
    """The attempt of an earlier click; a key that belongs to something else is refused."""
    earlier = Attempt.objects.filter(request_key=entry.request_key)
    if not earlier.exists():  # nearly always, and the cheapest thing to ask
        return None
    saved = earlier.get()
    if saved.callback_id != callback.pk or by.pk not in (saved.agent_id, saved.entered_by_id):
        raise _used()
    return saved


def _used() -> Refused:
    return Refused(_("This form has been used before. Please reload the page."), code="stale")


def _saved_instead(callback: Callback, entry: AttemptEntry, refusal: Refused, *, by: User) -> Attempt:
    """What cannot be saved now may have been, by the first of two clicks. Raises `refusal` otherwise."""
    saved = saved_before(callback, entry, by=by)
    if saved is None:
        raise refusal
    return saved


def _refuse_impossible_start(entry: AttemptEntry, *, now: datetime) -> None:
    if entry.started_at > now or entry.started_at < now - OLDEST_START:
        message = _("A call cannot start in the future or more than 12 hours ago.")
        raise Refused(message, field="started_at", code="invalid")


def _refuse_impossible_moment(callback: Callback, called_at: datetime, *, now: datetime) -> None:
    """A call on paper is past, and not older than the document it is about."""
    opened = callback.order.document_day if callback.order else store_day(callback.store, callback.created_at)
    if called_at >= now or store_day(callback.store, called_at) < opened:
        message = _("The call must lie between its document's day and now.")
        raise Refused(message, field="called_at", code="invalid")


def _save(
    callback: Callback,
    entry: AttemptEntry,
    checked: Checked,
    *,
    ended_at: datetime,
    now: datetime,
    agent: User,
    entered_by: User | None,
) -> Attempt:
    outcome, place = checked.outcome, checked.place
    attempt = Attempt(
        callback=callback,
        agent=agent,
        started_at=entry.started_at,
        ended_at=ended_at,
        saved_at=now,
        outcome=outcome,
        reached=outcome.reached,
        phone=checked.phone,
        inbound=entry.inbound,
        in_window=place.inside,
        window_day=place.day,
        window_no=place.number,
        off_window_code="" if place.inside else "reason",
        entered_later=entered_by is not None,
        entered_by=entered_by,
        appointment_at=checked.appointment_at,
        question_set=checked.question_set,
        script=checked.script,
        request_key=entry.request_key,
    )
    if not _write(attempt, entry, checked):
        return _saved_instead(callback, entry, _used(), by=entered_by or agent)
    freeze_at_use(checked.question_set, now=now)
    raise_inquiries(attempt, question=entry.question, suggestion=entry.suggestion, now=now)
    by = entered_by or agent
    dial = Dial(callback, attempt, entry, now=now, by=by, also=let_go(callback, outcome, now=now))
    EFFECTS[outcome.effect](dial)
    note_wish(dial)
    apply_checks(callback, attempt, entry.checked, fixes=entry.fixes, now=now, by=by)
    return attempt


def _write(attempt: Attempt, entry: AttemptEntry, checked: Checked) -> bool:
    """The attempt with its words; False for a second click. Answers typed before an appointment stay a draft."""
    words = {name: getattr(entry, name).strip() for name in WORDS}
    words["off_window_reason"] = checked.off_window_reason
    promised = checked.outcome.effect == Outcome.Effect.APPOINT
    written = write_attempt(attempt, words=words, given=checked.given, forget_draft=not promised)
    if written and promised:
        keep_answers(attempt.callback)
    return written
