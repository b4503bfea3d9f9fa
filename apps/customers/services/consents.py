"""What a customer agreed to, and remarks on file: added, never changed (PIPL 14, 15)."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers.models import Consent, Customer, Note


def record_consent(
    customer: Customer,
    *,
    matter: str,
    given: bool,
    at: datetime,
    channel: str,
    evidence: str,
    now: datetime,
    by: User | None,
) -> Consent:
    """Note that consent was given or withdrawn at a moment (UTC), with its evidence.

    Raises Refused without evidence, for a moment to come, an unknown matter or channel, and a withdrawal of what was
    never given.
    """
    _refuse_erased(customer)
    if matter not in Consent.Matter.values:
        raise Refused(_("Say what the consent is about."), field="matter", code="invalid")
    if channel not in Consent.Channel.values:
        raise Refused(_("Say how it was given."), field="channel", code="invalid")
    if not evidence.strip():
        raise Refused(_("Name the evidence: paper, recording or message."), field="evidence", code="invalid")
    if at > now:
        raise Refused(_("This moment is still to come."), field="at", code="invalid")
    if not given and not customer.consents.filter(matter=matter, given=True).exists():
        raise Refused(_("There is no consent to withdraw."), field="given", code="state")
    return Consent.objects.create(
        customer=customer, matter=matter, given=given, at=at, channel=channel, evidence=evidence.strip()[:200],
        recorded_at=now, recorded_by=by,
    )  # fmt: skip


def consents_of(customer: Customer) -> QuerySet[Consent]:
    """What holds now: the newest row of each matter."""
    rows = Consent.objects.filter(customer=customer).select_related("recorded_by")
    return rows.order_by("matter", "-at", "-pk").distinct("matter")


def add_note(customer: Customer, text: str, *, now: datetime, by: User | None) -> Note:
    """Leave a remark on the customer's file. Raises Refused for an empty or overlong one."""
    _refuse_erased(customer)
    if not text.strip():
        raise Refused(_("Write something first."), field="text", code="invalid")
    if len(text) > 4000:
        raise Refused(_("At most 4000 characters."), field="text", code="invalid")
    return Note.objects.create(customer=customer, text=text.strip(), at=now, by=by)


def _refuse_erased(customer: Customer) -> None:
    if customer.erased_at:
        raise Refused(_("This customer has been erased."), code="state")
