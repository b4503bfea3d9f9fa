"""Customer data checked by phone (S24, R07): what is right counts as verified, what is wrong is an item to correct."""

from collections.abc import Mapping
from datetime import datetime

from apps.accounts.models import User
from apps.callbacks.models import Attempt, Callback, Correction
from apps.customers import services as customers
from apps.customers.models import Phone

FIELDS = ("name", "phone", "plate", "vin")


def apply_checks(
    callback: Callback, attempt: Attempt, checked: Mapping[str, bool], *, now: datetime, by: User
) -> None:
    """Note the marks of a call that reached the customer: field to right (True) or wrong (False).

    Whoever was reached was reached on this number, so it counts as verified unless marked wrong.
    """
    if not attempt.reached:
        return
    for field in FIELDS:
        if checked.get(field) is False:
            note_wrong(callback, field, phone=attempt.phone, now=now, by=by)
    if attempt.phone is not None and checked.get("phone") is not False:
        customers.mark_phone(attempt.phone, Phone.Validity.VERIFIED, now=now, by=by)
    if checked.get("name") is True:
        customers.verify_name(callback.customer, now=now, by=by)
    _mark_delivery(callback, checked, now=now, by=by)


def _mark_delivery(callback: Callback, checked: Mapping[str, bool], *, now: datetime, by: User) -> None:
    """The third mark of the chain, on the delivery note the call is about."""
    order = callback.order
    if checked and order is not None and order.kind == "delivery" and order.state == "active":
        wrong = [field for field, right in checked.items() if right is False]
        customers.check_data(order, step="phone", wrong=wrong, now=now, by=by)


def note_wrong(callback: Callback, field: str, *, phone: Phone | None, now: datetime, by: User) -> None:
    """One open item for each field of a call, however often it is found."""
    Correction.objects.get_or_create(
        callback=callback,
        field=field,
        state=Correction.State.OPEN,
        defaults={
            "store": callback.store,
            "phone": phone if field == "phone" else None,
            "found_at": now,
            "found_by": by,
        },
    )
