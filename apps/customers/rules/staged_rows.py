"""A judged row as it is staged: plain JSON under the names the statements of the take-in read; nothing for empty."""

from collections.abc import Iterable, Set
from typing import Any

from apps.customers.intake.names import name_key
from apps.customers.rules.clusters import join_people, name_vehicles

NAME_LENGTH = 120
# Clean name -> staged name and how much of it there is room for.
TEXTS = {
    "vin": ("vin", 17), "plate_no": ("plate", 12), "model": ("model", 100), "colour": ("colour", 40),
    "engine_no": ("engine_no", 40), "delivery_no": ("delivery_no", 40), "settlement_no": ("settlement_no", 40),
    "repair_type": ("repair_type", 60), "sales_consultant": ("consultant", 60), "service_advisor": ("advisor", 60),
    "gender": ("gender", 6), "id_no": ("id_no", 30), "address": ("address", 300), "source": ("source", 60),
    "remark": ("remark", 10_000), "member_no": ("member_no", 40), "member_level": ("member_level", 40),
}  # fmt: skip
DAYS = frozenset(("birthday", "delivered_on", "settled_on", "joined_on"))


def staged_rows(cleans: Iterable[tuple[int, dict[str, Any]]], *, shared: Set[str]) -> list[dict[str, Any]]:
    """Staged rows from (row number, clean values); `shared` are numbers that are no match key.

    Rows of one customer share `person`, rows of one vehicle share `vehicle`.
    """
    rows = [_staged(row_no, clean, shared=shared) for row_no, clean in cleans]
    join_people(rows)
    name_vehicles(rows)
    return rows


def _staged(row_no: int, clean: dict[str, Any], *, shared: Set[str]) -> dict[str, Any]:
    name = clean["customer_name"]
    row: dict[str, Any] = {
        "row_no": row_no,
        "name": name[:NAME_LENGTH],
        "name_key": name_key(name)[:NAME_LENGTH],
        "kind": "company" if clean.get("is_company") else "person",
    }
    for source, value in clean.items():
        if value and source in TEXTS:
            staged, most = TEXTS[source]
            row[staged] = value[:most]
        elif value and source in DAYS:
            row[source] = value.isoformat()
    if clean.get("mileage") is not None:
        row["mileage"] = clean["mileage"]
    if clean.get("amount") is not None:
        row["amount"] = str(clean["amount"])
    phones = clean["phones"]
    row["phones"] = numbers = [stored_number(phone.number, ext=phone.ext) for phone in phones]
    row["keys"] = (
        numbers
        if not shared or shared.isdisjoint(phone.number for phone in phones)
        else [stored_number(phone.number, ext=phone.ext) for phone in phones if phone.number not in shared]
    )
    return row


def stored_number(number: str, *, ext: str = "") -> str:
    """A phone in normal form: digits, then `-ext` where it has one."""
    return f"{number}-{ext}" if ext else number
