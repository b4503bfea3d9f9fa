"""What is doubtful about a list that was found: told before it is used, never decided in silence (S21)."""

from apps.customers.intake.cell_text import tidy
from apps.customers.intake.findings import Finding, error, warning
from apps.customers.intake.headings import near_heading
from apps.customers.intake.phones import check_phones
from apps.customers.intake.row_sorting import Skipped, is_units
from apps.customers.intake.sheet import Sheet


def table_doubts(
    sheet: Sheet, *, mapping: dict[str, int], header: tuple[str, ...], data: list[int], first: int
) -> tuple[Finding, ...]:
    """What a person should look at before the list is used: near headings, hidden rows, half of a document."""
    findings = []
    for name in ("delivered_on", "settled_on"):
        code = near_heading(header[mapping[name]].rpartition(" ")[2]) if name in mapping else None
        if code:
            findings.append(warning(code, name, header[mapping[name]]))
    if "vin" not in mapping and ("delivery_no" in mapping or "settlement_no" in mapping):
        findings.append(warning("no_vin_column", "vin"))
    findings += [warning("half_document", name) for name in _half_documents(mapping)]
    if hidden := sum(1 for index in data if index + 1 in sheet.hidden_rows):
        findings.append(warning("hidden_rows", count=hidden))
    if "phone" in mapping and (above := _phones_above(sheet, first=first, column=mapping["phone"])):
        findings.append(warning("rows_above", count=above))
    if sheet.hidden:
        findings.append(warning("hidden_sheet"))
    if not data:
        findings.append(error("no_rows"))
    return tuple(findings)


def _half_documents(mapping: dict[str, int]) -> list[str]:
    """The column that is understood of a document whose other half, its number or its day, is not."""
    pairs = (("delivery_no", "delivered_on"), ("settlement_no", "settled_on"))
    known = [[name for name in pair if name in mapping] for pair in pairs]
    return [] if any(len(names) == 2 for names in known) else [names[0] for names in known if names]


def _phones_above(sheet: Sheet, *, first: int, column: int) -> int:
    """Rows above the heading that look like data: nothing is left out in silence."""
    return sum(1 for row in sheet.rows[: first - 1] if row[column] != "" and check_phones(row[column]).value)


def below_other_headings(data: list[int], *, skipped: list[Skipped]) -> dict[int, int]:
    """Data row -> row of the other list's heading it stands below; the list's own heading, repeated, ends that."""
    heads = [
        (one.row_no, one.reason) for one in skipped if one.reason in ("repeated_header", "other_heading")
    ]
    if all(reason == "repeated_header" for _row_no, reason in heads):
        return {}
    below: dict[int, int] = {}
    for index in data:
        row_no, reason = max((head for head in heads if head[0] <= index), default=(0, ""))
        if reason == "other_heading":
            below[index] = row_no
    return below


def with_units(header: list[str], *, sheet: Sheet, last: int) -> list[str]:
    """The heading with units that stand in a row of their own below it."""
    row = sheet.rows[last] if last < len(sheet.rows) else ()
    return (
        [f"{text}{tidy(unit)}" for text, unit in zip(header, row, strict=True)] if is_units(row) else header
    )
