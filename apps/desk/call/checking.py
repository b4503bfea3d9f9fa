"""Details read back to the customer, and those the house does not know yet (S24, S63)."""

from collections.abc import Mapping
from typing import Any

from apps.callbacks.models import Callback
from apps.callbacks.services.data_check import LABELS, missing_fields
from apps.customers.models import Phone
from apps.desk.call.forms import CHECK, FIX

TAIL = 6


def checks(
    callback: Callback, phone: Phone | None, typed: Mapping[str, Any], faults: Mapping[str, str]
) -> list[dict[str, Any]]:
    """One row a detail; the number stays masked, of the VIN the end is read back. Empty ones are asked for."""
    car = callback.vehicle
    known = {"name": callback.customer.name, "phone": str(phone) if phone else ""}
    if car is not None:
        known |= {"plate": car.plate, "vin": car.vin[-TAIL:]}
    fields = [name for name, value in known.items() if value]
    missing = missing_fields(callback.customer, car)
    return [_row(name, known.get(name, ""), typed, faults) for name in (*fields, *missing)]


def _row(name: str, value: str, typed: Mapping[str, Any], faults: Mapping[str, str]) -> dict[str, Any]:
    return {
        "field": f"{CHECK}{name}",
        "fix": f"{FIX}{name}",
        "label": LABELS[name],
        "value": value,
        "mark": typed.get(f"{CHECK}{name}", ""),
        "right": typed.get(f"{FIX}{name}", ""),
        "fault": faults.get(f"{FIX}{name}", ""),
        "kind": {"birthday": "date", "phone": "tel"}.get(name, "text"),
    }
