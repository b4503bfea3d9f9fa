"""A record of a member found wrong in a check or on the phone (R25): its author's fine proposed, once a record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers.models import Customer, Member, Phone
from apps.customers.services.members import correct_member
from apps.penalties import services as penalties
from apps.penalties.models import Penalty
from apps.rulebook import policy

AMOUNT = "penalty.member"
TYPED_WITH_A_MEMBER = ("name", "phone")
FOUND_LATER = ("call", "correction")  # where a number came from that the author of the record did not type


def find_member_wrong(
    member: Member, changes: dict[str, object], *, version: int, now: datetime, by: User
) -> Penalty | None:
    """Correct a record somebody else entered wrong; returns the proposed fine, None when nobody entered it by hand.

    What its author has corrected before is right already and finds nothing: refused, as is a finding about one's own
    entry (that is a correction), and a stale page. The day of the entry picks amount and month.
    """
    access.refuse_unless(by, "customers.find_wrong_members")
    if member.entered_by_id == by.pk:
        message = _("One's own entry is corrected, not found wrong.")
        raise Refused(message, field="found", code="forbidden")
    wrong = sorted(name for name, value in changes.items() if (getattr(member, name) or "") != (value or ""))
    if not wrong:
        message = _("Nothing differs: the record was put right before it was found.")
        raise Refused(message, field="found", code="invalid")
    with transaction.atomic():
        correct_member(member, changes, version=version, now=now, by=by)
        return _propose(member, wrong, now=now, by=by) if member.entered_by_id else None


def blame_members(
    customer: Customer,
    wrong: Iterable[str],
    *,
    phone: Phone | None,
    call: int,
    number: str,
    now: datetime,
    by: User,
) -> list[Penalty]:
    """A call has found name or number of a customer wrong (S24): who typed them with a member's record answers (R25).

    `call` and `number` name the callback. Nobody is proposed for the own entry, for imported records, for a number
    that came later, and twice for the same detail of a record; what was put right before is right when it is asked.
    """
    found = {name for name in wrong if name in TYPED_WITH_A_MEMBER}
    if phone is None or phone.source in FOUND_LATER:
        found.discard("phone")
    if not found:
        return []
    records = Member.objects.filter(customer=customer, batch__isnull=True, entered_by__isnull=False)
    rows = records.exclude(entered_by=by).select_related("store", "entered_by").order_by("pk")
    facts = {"callback": call, "call": number}
    return [
        _propose(member, sorted(found | known), now=now, by=by, facts=facts)
        for member in rows
        if not found <= (known := _known(member))
    ]


def _known(member: Member) -> set[str]:
    """The details of the record that are proposed or decided already."""
    penalty = Penalty.objects.filter(key=_key(member)).first()
    return set(penalty.evidence["wrong"]) if penalty else set()


def _key(member: Member) -> str:
    return f"member_wrong:{member.pk}"


def _propose(
    member: Member, wrong: list[str], *, now: datetime, by: User, facts: dict[str, Any] | None = None
) -> Penalty:
    """The finder stands as author, who does not decide; an agent who only called would read the colleague's case."""
    author = by if facts is None or access.may(by, "penalties.decide") else None
    day = member.entered_at.astimezone(ZoneInfo(member.store.tz)).date()
    found = policy.in_force(AMOUNT, store=member.store, on=day)
    since = found.since.isoformat() if found.since else None
    evidence: dict[str, Any] = {
        **(facts or {}),
        "member": member.pk,
        "wrong": wrong,
        "entered_at": member.entered_at.isoformat(),
        "found_at": now.isoformat(),
    }
    return penalties.propose(
        Penalty.Kind.MEMBER_WRONG,
        key=_key(member),
        subject=member.entered_by,
        store=member.store,
        rule="R25",
        policy_values={AMOUNT: {"value": found.value, "row": found.row_id, "since": since}},
        amount=found.value,
        fact_day=day,
        evidence=evidence,
        title=f"{day.isoformat()}-{member.pk}",
        url_name="desk:member_edit",
        object_id=member.pk,
        now=now,
        author=author,
    )
