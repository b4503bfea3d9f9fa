"""Finds the list on its sheet: heading rows, meaning of the columns, data rows (S21)."""

import dataclasses
import hashlib
import re
from collections.abc import Container, Iterable, Mapping

from apps.customers.intake.cell_text import printable, tidy
from apps.customers.intake.columns import COLUMNS, KINDS, REQUIRED
from apps.customers.intake.findings import Finding, warning
from apps.customers.intake.headings import OWN_COLUMNS, factor, guess_mapping, meaning, normalise
from apps.customers.intake.reading import Unreadable
from apps.customers.intake.row_sorting import Skipped, fill_merges, make_frame, sort_rows
from apps.customers.intake.sheet import Cell, Row, Sheet, Workbook
from apps.customers.intake.table_doubts import below_other_headings, table_doubts, with_units

HEADING_WITHIN_ROWS = 60
# 车主信息 above 姓名 means 车主姓名.
GENERAL = re.compile(r"信息|资料|情况|\s")
NEEDED = ("customer_name", "phone")


@dataclasses.dataclass(frozen=True)
class Table:
    """A list found on a sheet. Row numbers as on screen; `mapping` gives 0-based column indexes.

    `kinds`: what its rows can be taken as, best guess first (deliveries, settlements, mixed, members, customers).
    `factors`: columns whose heading says that numbers are in ten thousands. `others`: data rows that stand below the
    heading of another list, with the row of that heading; nobody can read them by these columns.
    """

    sheet: Sheet
    header_rows: tuple[int, int]
    header: tuple[str, ...]
    mapping: dict[str, int]
    kinds: tuple[str, ...]
    signature: str
    rows: list[Row]
    data: list[int]
    skipped: tuple[Skipped, ...]
    findings: tuple[Finding, ...]
    factors: dict[str, int]
    others: dict[int, int]

    @property
    def rows_read(self) -> int:
        """How many data rows there are; with `skipped` and the rows down to the heading, all rows of the sheet."""
        return len(self.data)

    @property
    def hidden_rows(self) -> tuple[int, ...]:
        """Data rows that the file hides."""
        return tuple(index + 1 for index in self.data if index + 1 in self.sheet.hidden_rows)

    def samples(self, column: int, *, count: int = 3) -> tuple[str, ...]:
        """The first values of a column that say something, for choosing columns by hand."""
        found: list[str] = []
        for index in self.data:
            text = printable(self.rows[index][column]).strip()
            if text:
                found.append(text)
            if len(found) == count:
                break
        return tuple(found)


def find_tables(workbook: Workbook) -> list[Table]:
    """The lists in the workbook, best first: visible sheets before hidden ones, then by columns and rows."""
    tables = [table for sheet in workbook.sheets if (table := _find_on_sheet(sheet))]
    return sorted(tables, key=lambda one: (one.sheet.hidden, not one.data, -len(one.mapping), -one.rows_read))


def find_table(workbook: Workbook) -> Table:
    """The best list; Unreadable when there is none, or none with a row."""
    tables = find_tables(workbook)
    if not tables:
        raise Unreadable("no_table")
    if not tables[0].data:
        raise Unreadable("no_rows")
    return tables[0]


def with_mapping(table: Table, mapping: Mapping[str, int]) -> Table:
    """The same list with columns chosen by hand or remembered; Unreadable when the choice is impossible."""
    if dict(mapping) == table.mapping:
        return table
    return table_by_hand(table.sheet, header_rows=table.header_rows, mapping=mapping)


def table_by_hand(sheet: Sheet, *, header_rows: tuple[int, int], mapping: Mapping[str, int]) -> Table:
    """A list whose heading rows (first, last) and columns a person has named. Raises Unreadable."""
    if not sheet.rows or not 1 <= header_rows[0] <= header_rows[1] <= len(sheet.rows):
        raise Unreadable("no_table")
    _check_mapping(mapping, width=len(sheet.rows[0]))
    return _make_table(sheet, header_rows=header_rows, mapping=dict(mapping))


def table_at(sheet: Sheet, *, header_rows: tuple[int, int]) -> Table:
    """The list below heading rows a person has named, with whatever columns are understood: perhaps none."""
    first, last = header_rows
    if not sheet.rows or not 1 <= first <= last <= len(sheet.rows) or last - first > 1:
        raise Unreadable("no_table")
    mapping = guess_mapping(_headings(sheet, first=first, last=last))
    return _make_table(sheet, header_rows=header_rows, mapping=mapping)


def known_heading(workbook: Workbook, signatures: Container[str]) -> Table | None:
    """The list whose heading was matched before, whatever its words are; visible sheets first."""
    for sheet in sorted(workbook.sheets, key=lambda one: one.hidden):
        for first in range(1, min(len(sheet.rows), HEADING_WITHIN_ROWS) + 1):
            for last in (first, first + 1):
                if (
                    last <= len(sheet.rows)
                    and _signature(_header_texts(sheet, first=first, last=last)) in signatures
                ):
                    return table_at(sheet, header_rows=(first, last))
    return None


def likely_heading(workbook: Workbook) -> Table | None:
    """Where a list may begin when no heading is understood: the first row of several cells that has such rows below."""
    for sheet in sorted(workbook.sheets, key=lambda one: one.hidden):
        wide = [
            number
            for number, row in enumerate(sheet.rows[: HEADING_WITHIN_ROWS + 1], start=1)
            if sum(1 for cell in row if tidy(cell)) >= len(NEEDED)
        ]
        if len(wide) > 1 and len(sheet.rows) > wide[0]:
            return table_at(sheet, header_rows=(wide[0], wide[0]))
    return None


def without_hidden(table: Table) -> Table:
    """The same list without the rows its file hides."""
    hidden = set(table.hidden_rows)
    return dataclasses.replace(
        table,
        data=[index for index in table.data if index + 1 not in hidden],
        skipped=(*table.skipped, *(Skipped(number, "hidden") for number in sorted(hidden))),
    )


def _check_mapping(mapping: Mapping[str, int], *, width: int) -> None:
    taken: dict[int, str] = {}
    for name, index in mapping.items():
        if name not in COLUMNS:
            raise Unreadable("mapping_unknown", name=name)
        if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < width:
            raise Unreadable("mapping_column", index=index + 1 if isinstance(index, int) else str(index))
        if index in taken:
            raise Unreadable("mapping_twice", first=taken[index], second=name)
        taken[index] = name
    if missing := [name for name in NEEDED if name not in mapping]:
        raise Unreadable("mapping_kind", missing=" ".join(missing))


def _find_on_sheet(sheet: Sheet) -> Table | None:
    """The heading that is understood best; among equals the highest one, so that a repeated heading never wins."""
    heights = range(1, min(len(sheet.rows), HEADING_WITHIN_ROWS) + 1)
    places = [(first, last) for first in heights for last in (first, first + 1) if last <= len(sheet.rows)]
    understood = [
        (guess, place) for place in places if (guess := _guess(sheet, first=place[0], last=place[1]))
    ]
    if not understood:
        return None
    guess, place = min(
        understood, key=lambda one: (-len(one[0]), one[1][1], -_groups_understood(sheet, place=one[1]))
    )
    return _make_table(sheet, header_rows=place, mapping=guess)


def _groups_understood(sheet: Sheet, *, place: tuple[int, int]) -> float:
    """How many headings only mean something together with their group; a row above that adds nothing is no group."""
    if place[0] == place[1]:
        return 0.5
    return sum(
        1 for texts in _headings(sheet, first=place[0], last=place[1]) if len(texts) > 1 and meaning(texts[0])
    )


def _guess(sheet: Sheet, *, first: int, last: int) -> dict[str, int] | None:
    """The columns understood when the heading stands in these rows; None where no list can begin."""
    if sum(1 for cell in sheet.rows[last - 1] if cell != "") < len(NEEDED):
        return None
    mapping = guess_mapping(_headings(sheet, first=first, last=last))
    return mapping if all(name in mapping for name in NEEDED) else None


def _headings(sheet: Sheet, *, first: int, last: int) -> list[tuple[str, ...]]:
    """For each column the texts to be understood: joined with its group, then alone."""
    bottom = [tidy(cell) for cell in sheet.rows[last - 1]]
    if first == last:
        return [_words(text, refused=_is_refused_sheet(bottom)) for text in bottom]
    groups = _spread([tidy(cell) for cell in sheet.rows[first - 1]], below=bottom)
    return [
        (f"{GENERAL.sub('', group)}{text}", text) if group and text else (text or group,)
        for group, text in zip(groups, bottom, strict=True)
    ]


def _is_refused_sheet(header: Iterable[str]) -> bool:
    """Whether these are our own refused rows, put right and brought again."""
    return any(normalise(text) in OWN_COLUMNS for text in header)


def _words(text: str, *, refused: bool) -> tuple[str, ...]:
    """On the sheet of refused rows a heading of two rows stands in one: group, space, heading."""
    group, _space, own = text.rpartition(" ")
    return (f"{GENERAL.sub('', group)}{own}", text, own) if refused and group else (text,)


def _spread(groups: list[str], *, below: list[str]) -> list[str]:
    """A group's text stands in its first column only; it goes on to the right as far as headings stand below."""
    spread: list[str] = []
    for index, text in enumerate(groups):
        spread.append(text or (spread[-1] if index and below[index] and below[index - 1] else ""))
    return spread


def _make_table(sheet: Sheet, *, header_rows: tuple[int, int], mapping: dict[str, int]) -> Table:
    first, last = header_rows
    header = _header_texts(sheet, first=first, last=last)
    single = frozenset(mapping[name] for name in ("amount",) if name in mapping)
    rows = fill_merges(sheet, start=last, single=single)
    frame = make_frame(sheet, first=first, last=last, mapping=mapping)
    data, skipped = sort_rows(rows, start=last, frame=frame)
    others = below_other_headings(data, skipped=skipped)
    return Table(
        sheet=sheet,
        header_rows=header_rows,
        header=header,
        mapping=mapping,
        kinds=possible_kinds(mapping),
        signature=_signature(header),
        rows=rows,
        data=data,
        skipped=(*_title_rows(sheet, first=first), *skipped),
        findings=(
            *table_doubts(sheet, mapping=mapping, header=header, data=data, first=first),
            *(warning("other_heading", row=row) for row in dict.fromkeys(others.values())),
        ),
        factors=_factors(mapping, header=header),
        others=others,
    )


def _title_rows(sheet: Sheet, *, first: int) -> list[Skipped]:
    above = enumerate(sheet.rows[: first - 1], start=1)
    return [Skipped(number, "title" if any(map(tidy, row)) else "blank") for number, row in above]


def _factors(mapping: dict[str, int], *, header: tuple[str, ...]) -> dict[str, int]:
    found = {name: factor(header[mapping[name]]) for name in ("amount", "mileage") if name in mapping}
    return {name: times for name, times in found.items() if times > 1}


def _header_texts(sheet: Sheet, *, first: int, last: int) -> tuple[str, ...]:
    """The heading as one text for each column, its group and unit included."""
    bottom = with_units([_one_line(cell) for cell in sheet.rows[last - 1]], sheet=sheet, last=last)
    if first == last:
        return tuple(bottom)
    groups = _spread([_one_line(cell) for cell in sheet.rows[first - 1]], below=bottom)
    return tuple(" ".join(filter(None, pair)) for pair in zip(groups, bottom, strict=True))


def _one_line(cell: Cell) -> str:
    return tidy(printable(cell)).replace("\n", "")


def possible_kinds(mapping: Iterable[str]) -> tuple[str, ...]:
    """What rows with these columns can be taken as, best guess first."""
    present = set(mapping)
    kinds = [kind for kind in KINDS if present.issuperset(REQUIRED[kind])]
    if "deliveries" in kinds and "settlements" in kinds:
        kinds.insert(0, "mixed")
    return tuple(kinds)


def _signature(header: tuple[str, ...]) -> str:
    """Of the columns a source sends: its refused rows, brought again, have the heading of the list they are from."""
    words = [word for word in map(normalise, header) if word not in OWN_COLUMNS]
    return hashlib.sha256("|".join(words).encode()).hexdigest()[:32]
