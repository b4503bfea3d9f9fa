"""Joins the lines of one document (one line per part or labour item) before anything is compared or stored.

The first line gives the identity, later lines fill what it leaves empty. Amounts of lines add up; where all lines
carry the same amount it is the document's total repeated, and counts once. A line that repeats another in every
column counts once. Lines that contradict each other refuse the document, and so does an error in any line.
"""

import dataclasses
from typing import Any

from apps.customers.intake.findings import ERROR, Finding, error, warning
from apps.customers.intake.names import name_key
from apps.customers.intake.sheet import Row

MUST_AGREE = (
    "delivery_no",
    "delivered_on",
    "settlement_no",
    "settled_on",
    "vin",
    "plate_no",
    "member_no",
    "joined_on",
)


@dataclasses.dataclass(slots=True)
class Line:
    """One data row on its way to a verdict."""

    row_no: int
    cells: Row
    clean: dict[str, Any]
    findings: list[Finding]

    @property
    def is_bad(self) -> bool:
        """Whether an error has been found."""
        return any(one.severity == ERROR for one in self.findings)


def join_lines(lines: list[Line], *, number: str, ordinals: frozenset[int]) -> dict[str, Any]:
    """The document the lines make, also when they are refused; findings are added to the lines.

    `number` is what the lines share, `ordinals` the columns that only count rows.
    """
    first = lines[0]
    document = dict(first.clean)
    distinct = _distinct(lines, ordinals=ordinals)
    for line in distinct[1:]:
        if column := _contradiction(document, line.clean):
            line.findings.append(error("lines_conflict", column, number=number, row=first.row_no))
        else:
            _fill(document, line.clean)
    if len(distinct) > 1 and not any(line.is_bad for line in lines):
        first.findings.append(warning("lines_joined", count=len(distinct)))
        document["amount"] = _amount(distinct)
    return document


def spread_errors(lines: list[Line]) -> None:
    """One bad line refuses all lines of its document; each says where the fault is."""
    bad = next((line for line in lines if line.is_bad), None)
    if bad is None:
        return
    for line in lines:
        if not line.is_bad:
            line.findings.append(error("line_refused", row=bad.row_no))


def _distinct(lines: list[Line], *, ordinals: frozenset[int]) -> list[Line]:
    seen: dict[Row, int] = {}
    distinct = []
    for line in lines:
        key = tuple(cell for index, cell in enumerate(line.cells) if index not in ordinals)
        if key in seen:
            line.findings.append(warning("line_repeated", row=seen[key]))
        else:
            seen[key] = line.row_no
            distinct.append(line)
    return distinct


def _contradiction(document: dict[str, Any], line: dict[str, Any]) -> str | None:
    for column in MUST_AGREE:
        here, there = document.get(column), line.get(column)
        if here is not None and there is not None and here != there:
            return column
    return "customer_name" if _is_someone_else(document, line) else None


def _is_someone_else(document: dict[str, Any], line: dict[str, Any]) -> bool:
    """Another name and no phone in common: another spelling alone is no contradiction."""
    here, there = document.get("customer_name"), line.get("customer_name")
    if not here or not there or name_key(here) == name_key(there):
        return False
    numbers = {phone.number for phone in document["phones"]}
    return not numbers.intersection(phone.number for phone in line["phones"])


def _fill(document: dict[str, Any], line: dict[str, Any]) -> None:
    for column, value in line.items():
        if column == "phones":
            known = {phone.number for phone in document["phones"]}
            document["phones"] += tuple(phone for phone in value if phone.number not in known)
        elif document.get(column) in (None, "") and column != "amount":
            document[column] = value


def _amount(lines: list[Line]) -> Any:
    amounts = [line.clean["amount"] for line in lines if line.clean.get("amount") is not None]
    if not amounts:
        return None
    if len(amounts) > 1 and len(set(amounts)) == 1:
        lines[0].findings.append(warning("amount_repeated", "amount", amounts[0]))
        return amounts[0]
    return sum(amounts)
