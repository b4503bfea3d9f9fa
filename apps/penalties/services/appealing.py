"""What the person concerned can do, and the answer to an appeal (domain.md 4.5)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts import access
from apps.accounts.models import Post, User
from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.penalties.models import Penalty
from apps.penalties.services import guards
from apps.penalties.services.deciding import follow_count
from apps.penalties.services.open_months import hold_open_month, local_day, open_again
from apps.penalties.services.story import record, tell_people

State = Penalty.State
APPEALED = gettext_noop("An appeal waits for a decision: %(kind)s %(number)s")
UPHELD = gettext_noop("Your appeal was decided, the penalty stands: %(kind)s %(number)s")
WAIVED = gettext_noop("Your appeal was decided, the penalty is waived: %(kind)s %(number)s")


def acknowledge(penalty: Penalty, *, now: datetime, by: User) -> Penalty:
    """The subject has taken note: a mark, not a state, and no waiver of the appeal."""
    guards.refuse_others(penalty, by=by)
    rows = Penalty.objects.filter(pk=penalty.pk, acknowledged_at__isnull=True)
    with transaction.atomic():
        if rows.exclude(state__in=[State.PROPOSED, State.REJECTED]).update(acknowledged_at=now) != 1:
            raise Refused(_("There is nothing to take note of, or it is done already."), code="stale")
        penalty.refresh_from_db()
        record(penalty, "acknowledge", old=penalty.state, new=penalty.state, at=now, by=by)
    return penalty


def explain(penalty: Penalty, *, text: str, now: datetime, by: User) -> Penalty:
    """The subject's own words on a proposal, read by whoever decides."""
    guards.refuse_others(penalty, by=by)
    text = guards.needed(text)
    with transaction.atomic():
        fresh = Penalty.objects.select_for_update().get(pk=penalty.pk)
        if fresh.state != State.PROPOSED:
            raise Refused(_("This has been decided already. You may appeal instead."), code="stale")
        record(fresh, "explain", old=fresh.state, new=fresh.state, at=now, by=by, reason=text)
    return penalty


def appeal(penalty: Penalty, *, reason: str, now: datetime, by: User) -> Penalty:
    """The subject appeals against a confirmed penalty, until `appeal_until` (exclusive).

    Refused for anybody else, without a reason, after the term, and when it is not confirmed (any more).
    """
    guards.refuse_others(penalty, by=by)
    reason = guards.needed(reason)
    with transaction.atomic():
        held = hold_open_month(penalty.store, penalty.month)
        penalty.refresh_from_db()
        if penalty.state == State.CONFIRMED and (penalty.appeal_until is None or now >= penalty.appeal_until):
            raise Refused(_("The term for appeal is over."), field="reason")
        move(Penalty, penalty.pk, old=State.CONFIRMED, new=State.APPEALED, appealed_at=now)
        step = record(
            penalty, "appeal", old=State.CONFIRMED, new=State.APPEALED, at=now, by=by, reason=reason
        )
        deciders = [user for user in _deciders(penalty, now=now) if user != penalty.confirmed_by_id]
        tell_people(deciders, penalty, title=APPEALED, key=f"appeal:{step.pk}", at=now)
        follow_count(penalty, now=now, by=by)
        open_again(held, now=now, by=by)
    penalty.refresh_from_db()
    return penalty


def decide_appeal(penalty: Penalty, *, uphold: bool, reason: str, now: datetime, by: User) -> Penalty:
    """Somebody other than the subject, the confirmer and the author upholds the penalty or waives it, with a reason."""
    guards.refuse_strangers(penalty.store, by=by, action="penalties.decide_appeal")
    guards.refuse_subject(penalty, by=by)
    guards.refuse_confirmer(penalty, by=by)
    guards.refuse_author(penalty, by=by)
    reason = guards.needed(reason)
    new = State.UPHELD if uphold else State.WAIVED
    with transaction.atomic():
        held = hold_open_month(penalty.store, penalty.month)
        move(Penalty, penalty.pk, old=State.APPEALED, new=new, decided_by=by, month=held.month)
        step = record(penalty, "decide_appeal", old=State.APPEALED, new=new, at=now, by=by, reason=reason)
        title = UPHELD if uphold else WAIVED
        tell_people([penalty.subject_id], penalty, title=title, key=f"appeal:{step.pk}", at=now)
        penalty.refresh_from_db()
        follow_count(penalty, now=now, by=by)
        open_again(held, now=now, by=by)
    penalty.refresh_from_db()
    return penalty


def _deciders(penalty: Penalty, *, now: datetime) -> list[int]:
    """Ids of those of the store who may decide appeals, without the subject."""
    roles = list(access.ACTIONS["penalties.decide_appeal"])
    posts = Post.objects.in_force(local_day(penalty.store, now)).filter(
        store=penalty.store, role__in=roles, user__is_active=True
    )
    return sorted(set(posts.exclude(user=penalty.subject_id).values_list("user_id", flat=True)))
