"""Slips by hand 过失单 (S107): within a limit per role, confirmed by a second person."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import Post, Store, User
from apps.core.refusal import Refused
from apps.penalties.models import Penalty
from apps.penalties.rules import CENT
from apps.penalties.services import guards
from apps.penalties.services.open_months import hold_open_month, local_day
from apps.penalties.services.story import record
from apps.rulebook import policy


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
) -> Penalty:
    """Enter a slip: a proposal with an author, who cannot confirm it. The same request key gives the same slip.

    `amount` is CNY with at most two decimals, up to the limit of the author's role. Refused for oneself, for people
    without a post in the store, and for a day to come.
    """
    guards.refuse_strangers(store, by=by, action="penalties.decide")
    reason = guards.needed(reason)
    _check_subject(subject, store=store, fact_day=fact_day, by=by)
    if fact_day > local_day(store, now):
        raise Refused(_("This day is still to come."), field="fact_day", code="invalid")
    _check_amount(amount, limit=slip_limit(by, store=store, on=local_day(store, now)))
    with transaction.atomic():
        held = hold_open_month(store, fact_day)
        penalty, created = Penalty.objects.get_or_create(
            key=f"slip:{request_key}",
            defaults={
                "kind": Penalty.Kind.MANUAL,
                "store": store,
                "rule": "S107",
                "subject": subject,
                "amount": amount,
                "month": held.month,
                "fact_day": fact_day,
                "author": by,
                "title": f"GS{fact_day:%y%m%d}-{request_key.hex[:4].upper()}",
                "url_name": "penalties:detail",
                "proposed_at": now,
            },
        )
        if created:
            record(penalty, "propose", old="", new=penalty.state, at=now, by=by, reason=reason)
    return penalty


def slip_limit(by: User, *, store: Store, on: date) -> Decimal:
    """The highest amount the person may enter, CNY."""
    director = any(post.role == access.DIRECTOR for post in access.posts_of(by))
    key = "slip.limit_director" if director else "slip.limit"
    return Decimal(policy.value(key, store=store, on=on))


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
