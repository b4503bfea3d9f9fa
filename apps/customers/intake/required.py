"""What a document must hold before it is taken in: name, one phone, number and day of its kind (section 6)."""

from typing import Any

from apps.customers.intake.columns import PHONES, REQUIRED
from apps.customers.intake.documents import Line
from apps.customers.intake.findings import ERROR, Finding, error, warning
from apps.customers.intake.table_finding import Table

PAIRS = (("delivery_no", "delivered_on"), ("settlement_no", "settled_on"))
WITH_VEHICLE = ("deliveries", "settlements", "mixed")


def check_required(document: dict[str, Any], *, kind: str, table: Table, lines: list[Line]) -> list[Finding]:
    """Errors for what is missing; nothing is said twice about a cell that already has an error."""
    if _is_complete(document, kind=kind):
        return []
    blamed = {one.column for line in lines for one in line.findings if one.severity == ERROR}
    findings = [error("required", name) for name in _missing(document, kind=kind) if name not in blamed]
    if not document["phones"] and not blamed.intersection(PHONES):
        findings.append(error("no_phone", "phone"))
    if (
        kind == "mixed"
        and not any(document.get(name) for pair in PAIRS for name in pair)
        and not blamed.intersection(name for pair in PAIRS for name in pair)
    ):
        findings.append(error("no_document"))
    if kind in WITH_VEHICLE and "vin" in table.mapping and not document.get("vin") and "vin" not in blamed:
        findings.append(warning("vin_missing", "vin"))
    return findings


def _is_complete(document: dict[str, Any], *, kind: str) -> bool:
    if not document["phones"] or (kind in WITH_VEHICLE and document.get("vin") is None):
        return False
    return not _missing(document, kind=kind)


def _missing(document: dict[str, Any], *, kind: str) -> list[str]:
    if kind != "mixed":
        return [name for name in REQUIRED[kind] if name != "phone" and document.get(name) is None]
    halves = [
        name for pair in PAIRS for name in pair if any(map(document.get, pair)) and document.get(name) is None
    ]
    return (["customer_name"] if not document["customer_name"] else []) + halves
