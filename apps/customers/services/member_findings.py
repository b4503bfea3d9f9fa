"""A record of a member found wrong in a check (R25): put right, and its author's fine proposed, once a record."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers.models import Member
from apps.customers.services.members import correct_member
from apps.penalties import services as penalties
from apps.penalties.models import Penalty
from apps.rulebook import policy

AMOUNT = "penalty.member"


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


def _propose(member: Member, wrong: list[str], *, now: datetime, by: User) -> Penalty:
    day = member.entered_at.astimezone(ZoneInfo(member.store.tz)).date()
    found = policy.in_force(AMOUNT, store=member.store, on=day)
    since = found.since.isoformat() if found.since else None
    facts: dict[str, Any] = {
        "member": member.pk,
        "wrong": wrong,
        "entered_at": member.entered_at.isoformat(),
        "found_at": now.isoformat(),
    }
    return penalties.propose(
        Penalty.Kind.MEMBER_WRONG,
        key=f"member_wrong:{member.pk}",
        subject=member.entered_by,
        store=member.store,
        rule="R25",
        policy_values={AMOUNT: {"value": found.value, "row": found.row_id, "since": since}},
        amount=found.value,
        fact_day=day,
        evidence=facts,
        title=f"{day.isoformat()}-{member.pk}",
        url_name="desk:member_edit",
        object_id=member.pk,
        now=now,
        author=by,
    )
