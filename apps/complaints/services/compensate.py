"""Compensation (S103): asked for by one, decided by another; above the limit only by the general manager."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.access import posts_of
from apps.accounts.models import Role, Store, User
from apps.complaints.models import Compensation, Complaint
from apps.complaints.rules.clocks import Clocks
from apps.complaints.services import people
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.moving import State, move, needed
from apps.complaints.services.tell import tell
from apps.core import transitions
from apps.core.refusal import Refused

ASKED = gettext_noop("Complaint %(number)s: a compensation of CNY %(amount)s waits for a decision.")
APPROVED = gettext_noop("Complaint %(number)s: the compensation of CNY %(amount)s is approved.")
REFUSED = gettext_noop("Complaint %(number)s: the compensation of CNY %(amount)s is refused.")
WHERE = (*Complaint.OPEN, State.CLOSED)


@transaction.atomic
def ask_compensation(
    complaint: Complaint,
    *,
    kind: str,
    amount: Decimal,
    what: str,
    now: datetime,
    by: User,
    version: int | None = None,
) -> Compensation:
    """Ask for something of `amount` (CNY) for the customer; those who may decide are told.

    Raises Refused for an amount that is not above zero and while another question of this complaint is open.
    """
    refuse_unless_allowed(by, "complaints.compensate", complaint)
    if kind not in Compensation.Kind.values:
        raise Refused(_("Choose one of the values offered."), field="kind", code="invalid")
    if amount <= 0:
        raise Refused(_("Enter an amount above zero."), field="amount", code="invalid")
    what = needed(what, field="what", message=_("Say what the customer gets, and why."))
    move(complaint, "pay_ask", old=WHERE, new=None, now=now, by=by, version=version, code=str(amount))
    if waiting(complaint) is not None:
        raise Refused(_("Another compensation of this complaint is not decided yet."), code="state")
    asked = Compensation.objects.create(
        complaint=complaint, kind=kind, amount=amount, what=what, asked_at=now, asked_by=by
    )
    tell(
        complaint, _deciders(asked, on=Clocks(complaint.store).day(now)), kind="compensation", title=ASKED, now=now,
        mark=str(asked.pk), amount=str(amount),
    )  # fmt: skip
    return asked


@transaction.atomic
def decide_compensation(
    complaint: Complaint,
    *,
    approve: bool,
    now: datetime,
    by: User,
    reason: str = "",
    version: int | None = None,
) -> Compensation:
    """Say yes or no to the open question of this complaint; a no says why.

    Raises Refused for the one who asked and, above rule value `complaint.compensation_limit`, for everybody but the
    general manager.
    """
    refuse_unless_allowed(by, "complaints.approve_compensation", complaint)
    asked = waiting(complaint)
    if asked is None:
        raise Refused(_("No compensation waits for a decision."), code="state")
    if asked.asked_by_id == by.pk:
        raise Refused(_("Somebody else has to decide what you asked for."), code="forbidden")
    today = Clocks(complaint.store).day(now)
    if asked.amount > compensation_limit(by, store=complaint.store, on=today):
        raise Refused(_("Above the limit only the general manager decides."), code="forbidden")
    if not approve:
        reason = needed(reason, field="reason", message=_("Give the reason."))
    verdict = Compensation.State.APPROVED if approve else Compensation.State.REFUSED
    move(
        complaint, "pay_yes" if approve else "pay_no", old=WHERE, new=None, now=now, by=by, version=version,
        code=str(asked.amount), text=reason,
    )  # fmt: skip
    transitions.move(
        Compensation, asked.pk, old=Compensation.State.ASKED, new=verdict, decided_at=now, decided_by=by
    )
    tell(
        complaint, [asked.asked_by], kind="compensation", title=APPROVED if approve else REFUSED, now=now,
        mark=f"{asked.pk}:{verdict}", amount=str(asked.amount),
    )  # fmt: skip
    asked.refresh_from_db()
    return asked


def waiting(complaint: Complaint) -> Compensation | None:
    """The compensation of this complaint nobody has decided yet."""
    return complaint.compensations.filter(state=Compensation.State.ASKED).first()


def compensation_limit(user: User, *, store: Store, on: date) -> Decimal:
    """Up to which amount (CNY) this person decides on that day: the general manager any, others the rule value."""
    if any(post.role == Role.GENERAL_MANAGER and post.store_id == store.pk for post in posts_of(user)):
        return Decimal("Infinity")
    return Decimal(Clocks(store).book.value("complaint.compensation_limit", on=on))


def _deciders(asked: Compensation, *, on: date) -> list[User]:
    store = asked.complaint.store
    limit = Clocks(store).book.value("complaint.compensation_limit", on=on)
    roles = [Role.GENERAL_MANAGER] if asked.amount > limit else [Role.CARE_MANAGER, Role.CUSTOMER_DIRECTOR]
    return [user for user in people.holding(store, *roles, on=on) if user.pk != asked.asked_by_id]
