"""Slips by hand 过失单、奖励单 (S107, S95, S39): within a limit per role, confirmed by a second person.

About somebody of another department a slip is a suggestion until that department's head or the general manager accepts
it (S47).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts import access
from apps.accounts.models import Department, Post, Store, User
from apps.core.refusal import Refused
from apps.penalties.models import Penalty
from apps.penalties.rules import CENT, MODE
from apps.penalties.services import guards
from apps.penalties.services.open_months import hold_open_month, local_day, open_again
from apps.penalties.services.people import acts_within, department_to_answer, owners_of
from apps.penalties.services.story import record, tell_people
from apps.rulebook import policy

State, Kind = Penalty.State, Penalty.Kind
SUGGESTED = gettext_noop("Suggested for your department: %(kind)s %(number)s")


@dataclass(frozen=True)
class SlipKind:
    """`sign` is -1 for what goes to the person; `mark` opens the number of the slip."""

    kind: str
    sign: int
    rule: str
    mark: str


SLIP_KINDS: dict[str, SlipKind] = {
    "fault": SlipKind(Kind.MANUAL, 1, "S107", "GS"),
    "reward": SlipKind(Kind.REWARD, -1, "S95", "JL"),
    "satisfaction_fine": SlipKind(Kind.SATISFACTION, 1, "S39", "MY"),
    "satisfaction_reward": SlipKind(Kind.SATISFACTION, -1, "S39", "MY"),
}
LIMITS = {
    access.GM: "slip.limit_gm",
    access.DIRECTOR: "slip.limit_director",
    access.MANAGER: "slip.limit",
    access.ADMIN_DEPT: "slip.limit",
    access.HEAD: "slip.limit_head",
}


def enter_manual(
    *,
    subject: User,
    store: Store,
    amount: Decimal,
    fact_day: date,
    reason: str,
    request_key: UUID,
    now: datetime,
    by: User,
    what: str = "fault",
) -> Penalty:
    """Write a slip: a proposal or suggestion with an author, who cannot confirm it. One request key, one slip.

    `amount` is CNY (or points) above zero with at most two decimals, up to the limit of the author's role. Refused for
    oneself, for people without a post in the store, for a day to come, and where nobody in the house could accept it:
    about the general manager, whom no department's head and no other officer stands above.
    """
    guards.refuse_strangers(store, by=by, action="penalties.slip")
    if what not in SLIP_KINDS:
        raise Refused(_("Please choose what it is."), field="what", code="invalid")
    reason = guards.needed(reason)
    _check_subject(subject, store=store, fact_day=fact_day, by=by)
    today = _check_day(fact_day, store=store, now=now)
    _check_amount(amount, limit=slip_limit(by, store=store, on=today))
    slip = SLIP_KINDS[what]
    department = department_to_answer(subject, store=store, on=fact_day)
    owners = None
    if not acts_within(by, department, store=store):
        owners = _who_may_accept(subject, department, store=store, now=now, by=by)
    state = State.PROPOSED if owners is None else State.SUGGESTED
    with transaction.atomic():
        held = hold_open_month(store, fact_day)
        penalty, created = Penalty.objects.get_or_create(
            key=f"slip:{request_key}",
            defaults={
                "kind": slip.kind,
                "store": store,
                "rule": slip.rule,
                "subject": subject,
                "department": department,
                "amount": slip.sign * amount,
                "mode": policy.value(MODE, store=store, on=fact_day),
                "month": held.month,
                "fact_day": fact_day,
                "state": state,
                "author": by,
                "title": f"{slip.mark}{fact_day:%y%m%d}-{request_key.hex[:4].upper()}",
                "url_name": "penalties:detail",
                "proposed_at": now,
            },
        )
        if created:
            step = "propose" if owners is None else "suggest"
            record(penalty, step, old="", new=state, at=now, by=by, reason=reason)
            open_again(held, now=now, by=by)
            if owners is not None:
                tell_people(owners, penalty, title=SUGGESTED, key="suggested", at=now)
    return penalty


def _check_day(fact_day: date, *, store: Store, now: datetime) -> date:
    """The store's day of today, which the fact's day may not pass."""
    today = local_day(store, now)
    if fact_day > today:
        raise Refused(_("This day is still to come."), field="fact_day", code="invalid")
    return today


def _who_may_accept(
    subject: User, department: Department | None, *, store: Store, now: datetime, by: User
) -> list[int]:
    """The people (keys) who may make the suggestion a proposal (S47). Raises Refused(forbidden) where nobody may."""
    owners = set(owners_of(department, store=store, now=now)) - {subject.pk, by.pk}
    if not owners:
        message = _("There is nobody above this person in the house who could accept the slip.")
        raise Refused(message, field="subject", code="forbidden")
    return sorted(owners)


def slip_limit(by: User, *, store: Store, on: date) -> Decimal:
    """The highest amount the person may enter, CNY or points: that of the widest of their roles; 0 without any."""
    keys = {LIMITS[post.role] for post in access.posts_of(by) if post.role in LIMITS}
    return max((Decimal(policy.value(key, store=store, on=on)) for key in keys), default=Decimal(0))


def _check_subject(subject: User, *, store: Store, fact_day: date, by: User) -> None:
    if subject.pk == by.pk:
        message = _("A slip cannot be written for oneself.")
        raise Refused(message, field="subject", code="forbidden")
    if not Post.objects.in_force(fact_day).filter(user=subject, store=store).exists():
        message = _("This person had no post in the store on that day.")
        raise Refused(message, field="subject", code="invalid")


def _check_amount(amount: Decimal, *, limit: Decimal) -> None:
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(CENT):
        message = _("An amount is more than zero and has at most two decimals.")
        raise Refused(message, field="amount", code="invalid")
    if amount > limit:
        message = _("Your role may enter up to %(limit)s.") % {"limit": limit}
        raise Refused(message, field="amount", code="forbidden")
