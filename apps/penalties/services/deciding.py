"""Confirm, reject, waive (domain.md 4.5). Nobody decides on their own rows; the person is told in the same move."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.models import User
from apps.core.prepared import reread
from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.penalties.models import PayrollMonth, Penalty
from apps.penalties.rules import appeal_until, first_of
from apps.penalties.services import guards
from apps.penalties.services.open_months import hold_open_month, local_day, open_again
from apps.penalties.services.step_up import refresh_step_up
from apps.penalties.services.story import record, tell_people
from apps.rulebook import policy
from apps.rulebook.calendars import store_calendar

State = Penalty.State
DECIDE = "penalties.decide"
CONFIRMED = gettext_noop("A penalty was confirmed: %(kind)s %(number)s")
REWARDED = gettext_noop("A reward for you was confirmed: %(kind)s %(number)s")
REJECTED = gettext_noop("A proposed penalty was rejected: %(kind)s %(number)s")
WAIVED = gettext_noop("A penalty was waived: %(kind)s %(number)s")


def confirm(penalty: Penalty, *, reason: str = "", now: datetime, by: User) -> Penalty:
    """Manager, director or administration department confirm a proposal; the subject may appeal from now on.

    Refused for the subject, the author of a slip, evidence that has changed, and (stale) when somebody was faster.
    A fine of a month closed meanwhile lands in the open month.
    """
    _guard(penalty, by=by)
    with transaction.atomic():
        held = hold_open_month(penalty.store, penalty.month)
        confirm_held(penalty, held=held, reason=reason, now=now, by=by)
        open_again(held, now=now, by=by)
    return penalty


def confirm_held(penalty: Penalty, *, held: PayrollMonth, reason: str, now: datetime, by: User) -> None:
    """Confirm inside a transaction that holds the month's row and has checked who may."""
    fresh = Penalty.objects.select_for_update().get(pk=penalty.pk)
    guards.refuse_subject(fresh, by=by)
    guards.refuse_author(fresh, by=by)
    if fresh.state == State.PROPOSED:
        guards.refuse_unfounded(fresh)
    columns: dict[str, Any] = {
        "month": held.month,
        "confirmed_at": now,
        "confirmed_by": by,
        "appeal_until": None if fresh.is_reward else term_of_appeal(fresh, noticed_at=now),
    }
    move(Penalty, penalty.pk, old=State.PROPOSED, new=State.CONFIRMED, **columns)
    code = "own_rule_today" if guards.own_rule_today(fresh, by=by, now=now) else ""
    step = record(
        fresh, "confirm", old=State.PROPOSED, new=State.CONFIRMED, at=now, by=by, code=code, reason=reason
    )
    title = REWARDED if fresh.is_reward else CONFIRMED
    tell_people([fresh.subject_id], fresh, title=title, key=f"confirm:{step.pk}", at=now)
    reread(penalty)
    follow_count(penalty, now=now, by=by)


def term_of_appeal(penalty: Penalty, *, noticed_at: datetime) -> datetime:
    """Exclusive end of the appeal: 24:00 of the third working day after the notice (`appeal.working_days`)."""
    day = local_day(penalty.store, noticed_at)
    days = policy.value("appeal.working_days", store=penalty.store, on=day)
    return appeal_until(store_calendar(penalty.store), noticed_at, days=days)


def reject(penalty: Penalty, *, reason: str, now: datetime, by: User) -> Penalty:
    """A proposal does not hold. Refused for the subject, without a reason, and (stale) when already decided."""
    _guard(penalty, by=by)
    reason = guards.needed(reason)
    with transaction.atomic():
        held = hold_open_month(penalty.store, penalty.month)
        move(Penalty, penalty.pk, old=State.PROPOSED, new=State.REJECTED, decided_by=by)
        record(penalty, "reject", old=State.PROPOSED, new=State.REJECTED, at=now, by=by, reason=reason)
        tell_people([penalty.subject_id], penalty, title=REJECTED, key="reject", at=now)
        open_again(held, now=now, by=by)
    reread(penalty)
    return penalty


def waive(penalty: Penalty, *, reason: str, now: datetime, by: User) -> Penalty:
    """Let a confirmed penalty go, with a reason. Refused for the subject and the author of a slip.

    What is under appeal is decided by `decide_appeal`, what is settled by `reverse`.
    """
    _guard(penalty, by=by)
    guards.refuse_author(penalty, by=by)
    reason = guards.needed(reason)
    if penalty.kind == Penalty.Kind.REVERSAL:
        raise Refused(_("A reversal is not waived."))
    with transaction.atomic():
        held = hold_open_month(penalty.store, penalty.month)
        move(Penalty, penalty.pk, old=State.CONFIRMED, new=State.WAIVED, decided_by=by)
        record(penalty, "waive", old=State.CONFIRMED, new=State.WAIVED, at=now, by=by, reason=reason)
        tell_people([penalty.subject_id], penalty, title=WAIVED, key="waive", at=now)
        follow_count(penalty, now=now, by=by)
        open_again(held, now=now, by=by)
    reread(penalty)
    return penalty


def follow_count(penalty: Penalty, *, now: datetime, by: User | None) -> None:
    """A missed-callback fine has changed: the month's step-up follows (R03)."""
    if penalty.kind != Penalty.Kind.CALLBACK_MISS:
        return
    month = first_of(penalty.fact_day)
    refresh_step_up(store=penalty.store, subject=penalty.subject, month=month, now=now, by=by)


def last_day_of_appeal(penalty: Penalty) -> Any:
    """The last day on which the subject may appeal, by the store's clock."""
    if penalty.appeal_until is None:
        return None
    return local_day(penalty.store, penalty.appeal_until - timedelta(microseconds=1))


def _guard(penalty: Penalty, *, by: User) -> None:
    guards.refuse_strangers(penalty.store, by=by, action=DECIDE)
    guards.refuse_subject(penalty, by=by)
