"""Judges every data row of a table (S21). Interface: rows in, one verdict per row out, in the order of the sheet."""

import dataclasses
import datetime
import operator
import zoneinfo
from collections.abc import Iterator
from typing import Any

from apps.customers.intake.cell_rules import Column, Setting, check_column, rule_for
from apps.customers.intake.collector import paused_collector
from apps.customers.intake.columns import KINDS, PHONES
from apps.customers.intake.documents import Line, join_lines, spread_errors
from apps.customers.intake.findings import ERROR, WARNING, Finding, error, warning
from apps.customers.intake.headings import normalise
from apps.customers.intake.names import name_key
from apps.customers.intake.phones import Phone
from apps.customers.intake.required import check_required
from apps.customers.intake.shared_phones import count_customers
from apps.customers.intake.sheet import Row
from apps.customers.intake.table_finding import Table

GOOD = "good"
REFUSED = "refused"
PART = "part"
MIXED = "mixed"
PHONE_CAP = 5
# A document's columns say nothing about rows that are taken as something else.
NOT_READ = {
    "deliveries": {"settlement_no", "settled_on"},
    "settlements": {"delivery_no", "delivered_on"},
    "members": {"settlement_no", "settled_on", "delivery_no", "delivered_on"},
    "customers": {"settlement_no", "settled_on", "delivery_no", "delivered_on"},
    MIXED: set(),
}
IDENTITY = {
    "deliveries": ("delivery_no",),
    "settlements": ("settlement_no",),
    "members": ("member_no",),
    MIXED: ("delivery_no", "settlement_no"),
}
ORDINAL_HEADINGS = frozenset(("序号", "行号", "NO", "序"))
# A good number beside it makes the fault of another number harmless, but never lost digits.
STAYS_ERROR = frozenset(("phone_scientific", "error_cell", "uncalculated"))


@dataclasses.dataclass(slots=True)
class RowVerdict:
    """What becomes of one row. `row_no` is the number on the screen, `cells` the row as read.

    state "good": `clean` holds the whole document; "part": a further line of the document that began in row
    `part_of` and counts with it; "refused": one error at least.
    """

    row_no: int
    cells: Row
    state: str
    clean: dict[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    part_of: int | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that refuse the row."""
        return tuple(one for one in self.findings if one.severity == ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that only tell."""
        return tuple(one for one in self.findings if one.severity == WARNING)


def check_rows(
    table: Table,
    *,
    kind: str,
    today: datetime.date,
    tz: zoneinfo.ZoneInfo,
    accept: frozenset[str] = frozenset(),
    phone_cap: int = PHONE_CAP,
) -> Iterator[RowVerdict]:
    """One verdict per data row, in sheet order: as many as `table.rows_read`, whatever the rows hold.

    `kind` is one of columns.KINDS or "mixed" (each row a delivery, a settlement or both); `today` the day in the
    store's zone `tz`. Lines of one document are joined (documents.py). `accept` holds codes of offers taken
    ("vin_letters"). A number used by more than `phone_cap` customers gives each of its rows a warning.
    """
    if kind not in (*KINDS, MIXED):
        raise ValueError(kind)
    with paused_collector():
        own = _without_others(table)
        lines = _check_lines(own, kind=kind, setting=Setting(today, tz, accept))
        groups = _group(lines, kind=kind)
        documents = _join_groups(groups, kind=kind, table=own)
        _warn_of_shared(groups, documents=documents, cap=phone_cap)
        found = list(_verdicts(lines, groups=groups, documents=documents))
        if table.others:
            found = sorted([*found, *_rows_of_others(table)], key=operator.attrgetter("row_no"))
        return iter(found)


def _without_others(table: Table) -> Table:
    """The table with the rows alone that its columns can read."""
    if not table.others:
        return table
    return dataclasses.replace(table, data=[index for index in table.data if index not in table.others])


def _rows_of_others(table: Table) -> Iterator[RowVerdict]:
    """Rows below another list's heading are refused as they are, whatever they would mean in these columns."""
    for index in filter(table.others.__contains__, table.data):
        finding = error("other_list", row=table.others[index])
        yield RowVerdict(index + 1, table.sheet.rows[index], REFUSED, None, (finding,))


def _join_groups(
    groups: list[tuple[str, list[Line]]], *, kind: str, table: Table
) -> dict[int, dict[str, Any]]:
    """The document of each group, under the row number of its first line; what is wrong goes to the lines."""
    ordinals = frozenset(
        index for index, text in enumerate(table.header) if normalise(text) in ORDINAL_HEADINGS
    )
    documents: dict[int, dict[str, Any]] = {}
    for number, members in groups:
        document = (
            members[0].clean if len(members) == 1 else join_lines(members, number=number, ordinals=ordinals)
        )
        members[0].findings += check_required(document, kind=kind, table=table, lines=members)
        if len(members) > 1:
            spread_errors(members)
        documents[members[0].row_no] = document
    return documents


def _check_lines(table: Table, *, kind: str, setting: Setting) -> list[Line]:
    names = [name for name in table.mapping if name not in NOT_READ[kind]]
    columns = {}
    for name in names:
        index = table.mapping[name]
        cells = [table.rows[row][index] for row in table.data]
        columns[name] = check_column(cells, name=name, rule=rule_for(name, table=table, setting=setting))
    _note_uncalculated(table, columns=columns)
    findings = _collect(columns)
    phones = _join_phones(columns, findings=findings)
    raw = table.sheet.rows
    values = zip(*(columns[name].values for name in names if name not in PHONES), strict=True)
    keys = [name for name in names if name not in PHONES]
    return [
        Line(
            row + 1,
            raw[row],
            _clean(dict(zip(keys, row_values, strict=True)), row_phones),
            findings.get(place, []),
        )
        for place, (row, row_values, row_phones) in enumerate(zip(table.data, values, phones, strict=True))
    ]


def _note_uncalculated(table: Table, *, columns: dict[str, Column]) -> None:
    if not table.sheet.uncalculated:
        return
    for name, column in columns.items():
        index = table.mapping[name]
        for position, row in enumerate(table.data):
            if (row + 1, index) in table.sheet.uncalculated:
                column.findings[position] = (error("uncalculated", name),)


def _collect(columns: dict[str, Column]) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    for column in columns.values():
        for position, findings in column.findings.items():
            found.setdefault(position, []).extend(findings)
    return found


def _join_phones(
    columns: dict[str, Column], *, findings: dict[int, list[Finding]]
) -> list[tuple[Phone, ...]]:
    """The numbers of all phone columns, each once; faults beside a good number become warnings."""
    lists = [columns[name].values for name in PHONES if name in columns]
    joined = lists[0] if len(lists) == 1 else [_without_doubles(group) for group in zip(*lists, strict=True)]
    for position, found in findings.items():
        if joined[position]:
            found[:] = [_softened(one) for one in found]
    return joined


def _without_doubles(groups: tuple[tuple[Phone, ...], ...]) -> tuple[Phone, ...]:
    if not any(groups[1:]):
        return groups[0]
    kept: dict[str, Phone] = {}
    for group in groups:
        for phone in group:
            kept.setdefault(phone.number, phone)
    return tuple(kept.values())


def _softened(one: Finding) -> Finding:
    if one.column in PHONES and one.severity == ERROR and one.code not in STAYS_ERROR:
        return dataclasses.replace(one, severity=WARNING)
    return one


def _clean(values: dict[str, Any], phones: tuple[Phone, ...]) -> dict[str, Any]:
    name = values["customer_name"]
    values["phones"] = phones
    values["is_company"] = bool(name and name.is_company)
    values["title"] = name.title if name else ""
    values["gender"] = values.get("gender") or (name.gender if name else "")
    values["customer_name"] = name.name if name else None
    return values


def _group(lines: list[Line], *, kind: str) -> list[tuple[str, list[Line]]]:
    """Lines of one document together, in the order of their first lines; a line without a number stays alone."""
    groups: dict[Any, tuple[str, list[Line]]] = {}
    for line, key in zip(lines, _identities(lines, kind=kind), strict=True):
        known = groups.get(key) if key else None
        if known:
            known[1].append(line)
        else:
            groups[key or line.row_no] = (key or "", [line])
    return list(groups.values())


def _identities(lines: list[Line], *, kind: str) -> list[str | None]:
    """What tells documents apart; None where nothing does. Row numbers are ints and never collide with these."""
    if kind == "customers":
        return [_person(line.clean) for line in lines]
    columns = IDENTITY[kind]
    if len(columns) == 1:
        return [line.clean.get(columns[0]) for line in lines]
    numbers = ([line.clean.get(column) or "" for column in columns] for line in lines)
    return [" / ".join(pair) if any(pair) else None for pair in numbers]


def _person(clean: dict[str, Any]) -> str | None:
    phones, name = clean["phones"], clean["customer_name"]
    return f"{name_key(name)} {phones[0].number}" if phones and name else None


def _warn_of_shared(
    groups: list[tuple[str, list[Line]]], *, documents: dict[int, dict[str, Any]], cap: int
) -> None:
    shared = {number: count for number, count in count_customers(documents.values()).items() if count > cap}
    if not shared:
        return
    for _number, lines in groups:
        for phone in documents[lines[0].row_no]["phones"]:
            if phone.number in shared:
                count = shared[phone.number]
                lines[0].findings.append(warning("phone_shared", "phone", phone.number, count=count))


def _verdicts(
    lines: list[Line], *, groups: list[tuple[str, list[Line]]], documents: dict[int, dict[str, Any]]
) -> Iterator[RowVerdict]:
    first_rows = {
        line.row_no: group[0].row_no for _number, group in groups if len(group) > 1 for line in group[1:]
    }
    for line in lines:
        findings, first = tuple(line.findings), first_rows.get(line.row_no)
        if line.findings and line.is_bad:
            yield RowVerdict(line.row_no, line.cells, REFUSED, None, findings, first)
        elif first is not None:
            yield RowVerdict(line.row_no, line.cells, PART, None, findings, first)
        else:
            yield RowVerdict(line.row_no, line.cells, GOOD, documents[line.row_no], findings)
