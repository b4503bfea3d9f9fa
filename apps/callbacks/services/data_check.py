"""Customer data checked by phone (S24, S63, R07): right counts as verified, wrong is corrected at once or an item."""

from collections.abc import Mapping
from datetime import date, datetime

import pghistory
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from apps.accounts.models import Role, User
from apps.callbacks.models import Attempt, Callback, Correction
from apps.callbacks.services.due_moments import store_day
from apps.core.refusal import Refused
from apps.customers import services as customers
from apps.customers.models import Customer, Phone, Vehicle
from apps.notices.services import tell

FIELDS = ("name", "phone", "plate", "vin")
LABELS = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Phone"),
    "plate": gettext_lazy("Plate"),
    "vin": gettext_lazy("VIN"),
    "address": gettext_lazy("Address"),
    "birthday": gettext_lazy("Birthday"),
}
OF_CAR = ("plate", "vin")
LONGEST = {"name": 120, "address": 300}
SOURCE = "call"
KEEPERS = (Role.RECEPTION, Role.INFO_CLERK)
NUMBER_WRONG = gettext_noop("%(number)s: the customer's phone number is wrong; please find the right one.")
DETAIL_WRONG = gettext_noop("%(number)s: a detail of the customer's file is wrong; please correct it.")


def check_fixes(callback: Callback, fixes: Mapping[str, str]) -> None:
    """Whether the right values named on the phone can be written. Raises Refused with the field `fix-…`."""
    for field, text in fixes.items():
        try:
            _check_fix(callback, field, text)
        except Refused as refusal:
            refusal.field = f"fix-{field}"
            raise


def _check_fix(callback: Callback, field: str, text: str) -> None:
    if field == "phone":
        customers.read_number(text)
    elif field == "birthday":
        _birthday(text)
    elif field in OF_CAR:
        tidy = customers.tidy_detail(field, text)
        car = callback.vehicle
        if car is None:
            raise Refused(_("This call is about no vehicle."), code="invalid")
        others = Vehicle.objects.filter(store=callback.store_id, vin=tidy).exclude(pk=car.pk)
        if field == "vin" and others.exists():
            raise Refused(_("Another vehicle has this VIN."), code="duplicate")
    elif len(text) > LONGEST[field]:
        message = _("Please keep it under %(count)s characters.") % {"count": LONGEST[field]}
        raise Refused(message, code="invalid")


def _birthday(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(_("Please enter a day."), code="invalid") from None


def apply_checks(
    callback: Callback,
    attempt: Attempt,
    checked: Mapping[str, bool],
    *,
    fixes: Mapping[str, str],
    now: datetime,
    by: User,
) -> None:
    """Note the marks of a call that reached the customer: field to right (True) or wrong (False), and right values.

    Whoever was reached was reached on this number, so it counts as verified unless marked wrong. A right value is
    written at once, its history says from which call; a wrong one without it is an item for the clerk.
    """
    if not attempt.reached:
        return
    wrong = [field for field in FIELDS if checked.get(field) is False]
    words = [_fix(callback, field, text, attempt=attempt, now=now, by=by) for field, text in fixes.items()]
    for field in wrong:
        phone = attempt.phone
        note_wrong(callback, field, phone=phone, corrected=bool(fixes.get(field)), now=now, by=by)
    blame_entries(callback, wrong, phone=attempt.phone, now=now, by=by)
    if attempt.phone is not None and checked.get("phone") is not False:
        customers.mark_phone(attempt.phone, Phone.Validity.VERIFIED, now=now, by=by)
    if checked.get("name") is True:
        customers.verify_name(callback.customer, now=now, by=by)
    _mark_delivery(callback, checked, wrong=wrong, words=words, now=now, by=by)


def _fix(callback: Callback, field: str, text: str, *, attempt: Attempt, now: datetime, by: User) -> str:
    """Write one right value; returns what changed in words, numbers by their last digits only."""
    with pghistory.context(source=SOURCE, callback=callback.pk):
        if field == "phone":
            return _fix_phone(callback, text, attempt=attempt, now=now, by=by)
        row = callback.vehicle if field in OF_CAR else callback.customer
        row.refresh_from_db()
        before = getattr(row, field) or "–"
        value = _birthday(text) if field == "birthday" else text.strip()
        update = customers.update_vehicle if field in OF_CAR else customers.update_customer
        update(row, {field: value}, version=row.version, now=now, by=by)
    return f"{LABELS[field]}: {before} → {getattr(row, field)}"


def _fix_phone(callback: Callback, text: str, *, attempt: Attempt, now: datetime, by: User) -> str:
    number = customers.read_number(text)
    known = Phone.objects.filter(customer=callback.customer_id, number=number).first()
    if known is None:
        customers.add_phone(callback.customer, number, source=SOURCE, now=now, by=by, first=True)
    else:
        customers.lead_with(known)
    return f"{LABELS['phone']}: {attempt.phone or '–'} → ****{number[-4:]}"


def _mark_delivery(
    callback: Callback,
    checked: Mapping[str, bool],
    *,
    wrong: list[str],
    words: list[str],
    now: datetime,
    by: User,
) -> None:
    """The third mark of the chain, on the delivery note the call is about."""
    order = callback.order
    if checked and order is not None and order.kind == "delivery" and order.state == "active":
        told = _(", ").join(words)
        customers.check_data(order, step="phone", wrong=wrong, words=told, now=now, by=by)


def note_wrong(
    callback: Callback,
    field: str,
    *,
    phone: Phone | None,
    now: datetime,
    by: User,
    corrected: bool = False,
) -> None:
    """One open item for each field of a call, however often it is found; done already where the caller corrected it."""
    found = {
        "store": callback.store,
        "phone": phone if field == "phone" else None,
        "found_at": now,
        "found_by": by,
    }
    if corrected:
        done = {"state": Correction.State.DONE, "done_at": now, "done_by": by}
        Correction.objects.create(callback=callback, field=field, **found, **done)
        return
    item, is_new = Correction.objects.get_or_create(
        callback=callback, field=field, state=Correction.State.OPEN, defaults=found
    )
    if is_new:
        _ask_for_correction(item, now=now)


def blame_entries(
    callback: Callback, wrong: list[str], *, phone: Phone | None, now: datetime, by: User
) -> None:
    """What the call found wrong is proposed against who entered it as a member's data, with the call named (R25)."""
    if wrong:
        told = {"call": callback.pk, "number": callback.duty.title}
        customers.blame_members(callback.customer, wrong, phone=phone, now=now, by=by, **told)


def _ask_for_correction(item: Correction, *, now: datetime) -> None:
    """Those who keep customers' data hear of the item; the notice names the document, never the customer."""
    today = store_day(item.store, now)
    tell(
        [user for role in KEEPERS for user in User.objects.holding(role, store=item.store, on=today)],
        kind="callbacks.correction",
        key=f"callbacks:correction:{item.pk}",
        title=NUMBER_WRONG if item.field == "phone" else DETAIL_WRONG,
        params={"number": item.callback.duty.title},
        url=reverse("callbacks:corrections"),
        at=now,
        store=item.store,
    )


def missing_fields(customer: Customer, vehicle: Vehicle | None) -> list[str]:
    """What the house does not know of the customer and asks on the phone (S63)."""
    wanted: list[tuple[str, object]] = [("address", customer.address), ("birthday", customer.birthday)]
    if vehicle is not None:
        wanted = [("plate", vehicle.plate), ("vin", vehicle.vin), *wanted]
    return [field for field, value in wanted if not value]
