"""Numbers: shown in full only with a reason on record, marked by the calls that tried them (S20, S24)."""

from datetime import datetime, timedelta
from typing import NoReturn

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers.intake.phones import check_phones
from apps.customers.models import Customer, Phone, Reveal
from apps.customers.rules.staged_rows import stored_number
from apps.customers.services.watching import one_at_a_time, sound_alarm

STOPPED = gettext_noop("%(name)s has opened %(count)s numbers within an hour and was stopped.")
# Each call that is saved writes it: by hand, because the ORM's words cost more than the row.
MARK = """
UPDATE customers_phone SET validity = %(validity)s, checked_at = %(now)s
 WHERE id = %(pk)s AND validity <> %(validity)s
"""
# What a number may be looked at for on a customer's page; the other codes name the screen that needs it.
PURPOSES = {
    "reach": gettext_lazy("To call the customer"),
    "message": gettext_lazy("To send a message"),
    "check": gettext_lazy("To check the number"),
    "asked": gettext_lazy("The customer asks"),
}
REVEAL_CODES = ("call", "page", "correction", "complaint", *PURPOSES)


def reveal(phone: Phone, *, code: str, object_id: int | None, now: datetime, by: User) -> str:
    """The full number, with a row that says who saw it, when and for what (code, and the row it hangs on).

    Raises Refused for an erased number, an unknown code, and a person who has looked at REVEALS_AN_HOUR numbers
    within the last hour; those who watch are told (H7). Call it outside a transaction.
    """
    if code not in REVEAL_CODES:
        raise Refused(_("Say what the number is needed for."), code="invalid")
    if not phone.number:
        raise Refused(_("This number has been erased."), code="state")
    with transaction.atomic():
        one_at_a_time(by)
        recent = Reveal.objects.filter(by=by, at__gt=now - timedelta(hours=1))
        if recent[: settings.REVEALS_AN_HOUR].count() < settings.REVEALS_AN_HOUR:
            store = phone.customer.store_id
            Reveal.objects.create(store_id=store, phone=phone, by=by, at=now, code=code, object_id=object_id)
            return phone.number
    _stop(by, most=settings.REVEALS_AN_HOUR, now=now)


def _stop(person: User, *, most: int, now: datetime) -> NoReturn:
    url = reverse("customers:exports")
    sound_alarm(person, what="reveals", title=STOPPED, params={"count": most}, url=url, now=now)
    raise Refused(
        _("You have opened %(count)s numbers within an hour. Go on later; your manager has been told.")
        % {"count": most},
        code="too_many",
    )


def mark_phone(phone: Phone, validity: str, *, now: datetime, by: User | None) -> None:
    """A call has shown that the number is right (verified) or not (invalid). `phone` as it has just been read: what it
    says already is not written again."""
    if validity not in Phone.Validity.values:
        raise Refused(_("Unknown validity."), code="invalid")
    if phone.validity == validity:
        return
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"validity": validity, "now": now, "pk": phone.pk})
        if cursor.rowcount:
            phone.validity, phone.checked_at = validity, now


def read_number(text: str, *, field: str = "number") -> str:
    """One typed number in normal form. Raises Refused(code="invalid") for anything that is not one number."""
    checked = check_phones(text or "")
    if len(checked.value or ()) == 1:
        phone = checked.value[0]
        return stored_number(phone.number, ext=phone.ext)
    if checked.findings:
        raise Refused(checked.findings[0].sentence, field=field, code="invalid")
    raise Refused(_("Enter one phone number."), field=field, code="invalid")


def add_phone(
    customer: Customer,
    number: str,
    *,
    source: str,
    now: datetime,
    by: User | None,
    first: bool = False,
    kind: str = "",
) -> Phone:
    """Give a customer one more number, after the others or (`first`) before them. Refused when it is there already."""
    stored = read_number(number)
    _check_kind(kind)
    try:
        with transaction.atomic():
            highest = customer.phones.aggregate(most=Max("position"))["most"] or 0
            phone = Phone.objects.create(
                customer=customer, number=stored, kind=kind, position=highest + 1, source=source[:40]
            )
            if first:
                lead_with(phone)
    except IntegrityError:
        raise Refused(_("This customer already has this number."), field="number", code="duplicate") from None
    return phone


def describe_phone(
    phone: Phone, *, kind: str, validity: str, first: bool, now: datetime, by: User | None
) -> None:
    """Correct what is known of a number: its type, whether it is valid, whether it is called first."""
    _check_kind(kind)
    with transaction.atomic():
        mark_phone(phone, validity, now=now, by=by)
        Phone.objects.filter(pk=phone.pk).exclude(kind=kind).update(kind=kind)
        if first and phone.position != 1:
            lead_with(phone)
    phone.refresh_from_db()


def _check_kind(kind: str) -> None:
    if kind and kind not in Phone.Kind.values:
        raise Refused(_("Choose a type of number."), field="kind", code="invalid")


def lead_with(phone: Phone) -> None:
    """Make this the number that is called first."""
    others = list(Phone.objects.filter(customer_id=phone.customer_id).exclude(pk=phone.pk))
    for place, other in enumerate(others, start=2):
        if other.position != place:
            Phone.objects.filter(pk=other.pk).update(position=place)
    Phone.objects.filter(pk=phone.pk).update(position=1)
    phone.refresh_from_db()
