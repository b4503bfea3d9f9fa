"""Customers who call us, and messages to those who do not answer (R04, S04)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import Store, User
from apps.callbacks.models import Callback, InboundCall, SentMessage, SentMessageWords
from apps.callbacks.services.opted_out import refuse_unwanted
from apps.core.prepared import prepared
from apps.core.refusal import Refused
from apps.customers.models import Customer

FRESH = timedelta(hours=2)
LONGEST = 2000
FEWEST_DIGITS = 4


def find_callers(store: Store, digits: str, *, most: int = 20) -> list[Customer]:
    """Customers one of whose numbers ends with these digits, four at least. Raises Refused(field="digits")."""
    bare = "".join(sign for sign in digits if sign.isdigit() and sign.isascii())
    if len(bare) < FEWEST_DIGITS:
        raise Refused(_("Enter at least the last four digits."), field="digits", code="invalid")
    rows = Customer.objects.present().filter(store=store, phones__number__endswith=bare)
    return list(rows.distinct().order_by("name_pinyin", "pk")[:most])


def log_inbound(customer: Customer, callback: Callback | None, *, now: datetime, by: User) -> InboundCall:
    """Note that a customer called; a waiting call of theirs may then be made outside the windows (R04)."""
    access.refuse_unless(by, "callbacks.call")
    if customer.store_id != access.store_of(by).pk or (callback and callback.customer_id != customer.pk):
        raise Refused(_("This customer belongs to another store."), code="forbidden")
    return InboundCall.objects.create(
        store_id=customer.store_id, customer=customer, callback=callback, at=now, by=by
    )


def called_us(callback: Callback, *, now: datetime, by: User) -> bool:
    """Whether this person has just taken a call of this customer about this call."""
    return is_fresh(next(iter(_calls_of(callback=callback.pk, by=by.pk, until=now)), None), now=now)


@prepared
def _calls_of(callback: int, by: int, until: datetime) -> Any:
    rows = InboundCall.objects.filter(callback=callback, by=by, at__lte=until)
    return rows.order_by("-at").values_list("at", flat=True)[:1]


def is_fresh(called_at: datetime | None, *, now: datetime) -> bool:
    """Whether an incoming call is what is going on now."""
    return called_at is not None and now - FRESH < called_at <= now


def note_message(callback: Callback, *, kind: str, text: str, now: datetime, by: User) -> SentMessage:
    """A text message or letter has been sent. Raises Refused without text and for a call the customer does not want."""
    access.refuse_unless(by, "callbacks.call")
    if kind not in SentMessage.Kind.values:
        raise Refused(_("Choose one of the values offered."), field="kind", code="invalid")
    text = text.strip()
    if not text or len(text) > LONGEST:
        message = _("Write the message, at most %(count)s characters.") % {"count": LONGEST}
        raise Refused(message, field="text", code="invalid")
    refuse_unwanted(callback)
    with transaction.atomic():
        sent = SentMessage.objects.create(callback=callback, kind=kind, at=now, by=by)
        SentMessageWords.objects.create(message=sent, text=text)
    return sent
