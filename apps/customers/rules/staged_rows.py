"""A judged row as it is staged: plain JSON under the names the statements of the take-in read."""

from collections.abc import Iterable, Set
from typing import Any

from apps.customers.intake.names import name_key
from apps.customers.rules.clusters import join_people, name_vehicles
from apps.customers.rules.pinyin import pinyin_key

TEXTS = ("id_no", "address", "source", "remark", "vin", "model", "colour", "engine_no", "delivery_no")
MORE_TEXTS = ("settlement_no", "repair_type", "member_no", "member_level", "gender")
DAYS = ("birthday", "delivered_on", "settled_on", "joined_on")
LENGTHS = {
    "name": 120, "id_no": 30, "address": 300, "source": 60, "model": 100, "colour": 40, "engine_no": 40,
    "delivery_no": 40, "settlement_no": 40, "repair_type": 60, "member_no": 40, "member_level": 40,
    "consultant": 60, "advisor": 60, "plate": 12,
}  # fmt: skip


def staged_rows(cleans: Iterable[tuple[int, dict[str, Any]]], *, shared: Set[str]) -> list[dict[str, Any]]:
    """Staged rows from (row number, clean values); `shared` are numbers that are no match key.

    Rows of one customer share `person`, rows of one vehicle share `vehicle`.
    """
    rows = [_staged(row_no, clean, shared=shared) for row_no, clean in cleans]
    join_people(rows)
    name_vehicles(rows)
    return rows


def _staged(row_no: int, clean: dict[str, Any], *, shared: Set[str]) -> dict[str, Any]:
    row: dict[str, Any] = {name: clean.get(name) or "" for name in (*TEXTS, *MORE_TEXTS)}
    row |= {name: day.isoformat() if (day := clean.get(name)) else None for name in DAYS}
    phones = clean["phones"]
    row |= {
        "row_no": row_no,
        "name": clean["customer_name"],
        "name_key": name_key(clean["customer_name"]),
        "pinyin": pinyin_key(clean["customer_name"]),
        "kind": "company" if clean.get("is_company") else "person",
        "plate": clean.get("plate_no") or "",
        "consultant": clean.get("sales_consultant") or "",
        "advisor": clean.get("service_advisor") or "",
        "mileage": clean.get("mileage"),
        "amount": str(clean["amount"]) if clean.get("amount") is not None else None,
        "phones": [stored_number(phone.number, ext=phone.ext) for phone in phones],
        "keys": [
            stored_number(phone.number, ext=phone.ext) for phone in phones if phone.number not in shared
        ],
    }
    return row | {name: row[name][:most] for name, most in LENGTHS.items()}


def stored_number(number: str, *, ext: str = "") -> str:
    """A phone in normal form: digits, then `-ext` where it has one."""
    return f"{number}-{ext}" if ext else number
