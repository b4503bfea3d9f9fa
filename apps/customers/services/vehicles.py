"""Vehicles corrected by people, and who is what to them from when to when (S20)."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.core.transitions import save_version
from apps.customers.intake.plates import check_plate
from apps.customers.intake.vins import check_vin
from apps.customers.models import Customer, Vehicle, VehicleRole

DETAILS = ("vin", "plate", "model", "colour", "engine_no")
CHECKS = {"vin": check_vin, "plate": check_plate}


def update_vehicle(
    vehicle: Vehicle, changes: dict[str, Any], *, version: int, now: datetime, by: User | None
) -> None:
    """Write corrected details. Raises Refused for a bad VIN or plate, a VIN of another vehicle, and (stale)."""
    changes = {name: tidy_detail(name, changes[name]) for name in DETAILS if name in changes}
    try:
        with transaction.atomic():
            save_version(vehicle, version=version, **changes)
    except IntegrityError:
        raise Refused(_("Another vehicle has this VIN."), field="vin", code="duplicate") from None


def set_vehicle_role(
    customer: Customer,
    vehicle: Vehicle,
    *,
    role: str,
    since: date | None,
    until: date | None,
    now: datetime,
    by: User | None,
) -> VehicleRole:
    """Say what the customer is to the vehicle and from which day to which; the same role again corrects its days."""
    if customer.erased_at:
        raise Refused(_("This customer has been erased."), code="state")
    if vehicle.store_id != customer.store_id:
        raise Refused(_("This vehicle belongs to another store."), field="vehicle", code="invalid")
    if role not in VehicleRole.Role.values:
        raise Refused(_("Choose a role."), field="role", code="invalid")
    if since and until and until < since:
        raise Refused(_("The role cannot end before it began."), field="until", code="invalid")
    row, _created = VehicleRole.objects.update_or_create(
        customer=customer, vehicle=vehicle, role=role, defaults={"since": since, "until": until}
    )
    return row


def find_vehicle(customer: Customer, text: str) -> Vehicle:
    """A vehicle of the customer's store by VIN or plate; a new one where nobody has it. Raises Refused."""
    text = text.strip().upper().replace(" ", "")
    column = "vin" if len(text) > 10 else "plate"
    tidy = tidy_detail(column, text)
    if not tidy:
        raise Refused(_("Enter a plate or a VIN."), field="vehicle", code="invalid")
    known = Vehicle.objects.filter(store_id=customer.store_id, **{column: tidy}).order_by("-pk").first()
    return known or Vehicle.objects.create(store_id=customer.store_id, **{column: tidy})


def tidy_detail(name: str, text: str | None) -> str:
    """A detail in the form it is stored in. Raises Refused for a bad VIN or plate."""
    text = (text or "").strip()
    if name not in CHECKS or not text:
        return text
    checked = CHECKS[name](text)
    if checked.value is None and checked.findings:
        raise Refused(checked.findings[0].sentence, field=name, code="invalid")
    return checked.value or ""
