"""xlsx and xls through python-calamine, inside the child process only: it may abort or panic on hostile files."""

import dataclasses
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import python_calamine

from apps.customers.intake.package import check_package
from apps.customers.intake.sheet import Broken, Limits, Merge, Row, Sheet, Workbook
from apps.customers.intake.xls_scan import check_numbers, scan_workbook
from apps.customers.intake.xlsx_cells import check_agreement
from apps.customers.intake.xlsx_scan import FORBIDDEN, UNPACKING, Place, Scan, attributes, scan_sheet

# Title rows above the limit's data rows.
HEADER_ROOM = 100
SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\s([^>]*?)/?>")
RELATION_TAG = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*?)/?>")
DATE_1904 = re.compile(rb"""date1904\s*=\s*["'](?:1|true)["']""")
SMALL_PART_BYTES = 8 * 2**20


@dataclasses.dataclass
class CalamineSheet(Sheet):
    """A sheet whose rows become Python values while they are handed on, a block at a time.

    After the last block the whole is compared with what the sheet's XML holds.
    """

    found: python_calamine.CalamineSheet | None = None
    scan: Scan | None = None
    package: zipfile.ZipFile | None = None
    part: str = ""

    def blocks(self, size: int) -> Iterator[list[Row]]:
        returned, first = 0, 1
        errors = _by_row(self.scan.errors) if self.scan else {}
        for block in _blocks(self.found, size=size):
            returned += sum(len(row) - row.count("") for row in block)
            yield _with_errors(block, first=first, errors=errors)
            first += len(block)
        if self.scan and self.package and returned + len(self.scan.errors) != self.scan.valued:
            rows = _plain_rows(self.found)
            check_agreement(self.package, part=self.part, rows=rows, scan=self.scan, returned=returned)


def read_xlsx(path: Path, *, limits: Limits) -> Workbook:
    """The whole workbook, each sheet compared with what its XML holds. Broken when anything is off."""
    package = check_package(path, limits=limits)
    workbook_xml = _small_part(package, "xl/workbook.xml")
    parts = _sheet_parts(package, workbook_xml=workbook_xml)
    if len(parts) > limits.sheets:
        raise Broken("too_many_sheets", count=len(parts), limit=limits.sheets)
    _refuse_entities(package)
    date_1904 = bool(DATE_1904.search(workbook_xml))
    book = _open(path)
    sheets = _xlsx_sheets(book, package=package, parts=parts, limits=limits, date_1904=date_1904)
    return Workbook("xlsx", sheets, remarks=_remarks(package))


def _xlsx_sheets(
    book: python_calamine.CalamineWorkbook,
    *,
    package: zipfile.ZipFile,
    parts: dict[str, str],
    limits: Limits,
    date_1904: bool,
) -> Iterator[Sheet]:
    # The reader works outside the interpreter's lock, so counting beside it costs next to no time.
    with ThreadPoolExecutor(max_workers=1) as beside:
        for meta in _worksheets(book):
            part = parts.get(meta.name)
            scan = beside.submit(scan_sheet, package, part=part) if part else None
            sheet = _open_sheet(book, meta=meta, limits=limits)
            sheet.date_1904 = date_1904
            if scan is not None and part:
                sheet.scan, sheet.package, sheet.part = scan.result(), package, part
                _take_over(sheet, scan=sheet.scan)
            yield sheet


def read_xls(path: Path, *, limits: Limits) -> Workbook:
    """The whole workbook of an old binary file."""
    scans, date_1904 = scan_workbook(path.read_bytes())
    if len(scans) > limits.sheets:
        raise Broken("too_many_sheets", count=len(scans), limit=limits.sheets)
    book = _open(path)
    metas = book.sheets_metadata
    sheets: list[Sheet] = []
    for place, meta in enumerate(metas):
        if meta.typ == python_calamine.SheetTypeEnum.WorkSheet:
            opened = _open_sheet(book, meta=meta, limits=limits)
            rows = list(_plain_rows(opened.found))
            sheet = Sheet(opened.name, rows, hidden=opened.hidden, merges=opened.merges, date_1904=date_1904)
            if len(scans) == len(metas):
                check_numbers(scans[place], rows=rows)
                _take_over(sheet, scan=scans[place])
                sheet.rows = _with_errors(rows, first=1, errors=_by_row(scans[place].errors))
            sheets.append(sheet)
    return Workbook("xls", sheets)


def _open(path: Path) -> python_calamine.CalamineWorkbook:
    try:
        # From a path the reader believes the file's name; from a stream it looks at the content.
        with path.open("rb") as content:
            return python_calamine.CalamineWorkbook.from_filelike(content)
    except python_calamine.PasswordError as problem:
        raise Broken("password") from problem
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise Broken("damaged") from problem


def _worksheets(book: python_calamine.CalamineWorkbook) -> list[python_calamine.SheetMetadata]:
    return [meta for meta in book.sheets_metadata if meta.typ == python_calamine.SheetTypeEnum.WorkSheet]


def _open_sheet(
    book: python_calamine.CalamineWorkbook, *, meta: python_calamine.SheetMetadata, limits: Limits
) -> CalamineSheet:
    try:
        found = book.get_sheet_by_name(meta.name)
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise Broken("damaged") from problem
    hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
    if found.end is None:
        return CalamineSheet(meta.name, [], hidden=hidden)
    height, width = found.end[0] + 1, found.end[1] + 1
    if height > limits.rows + HEADER_ROOM:
        raise Broken("too_many_rows", rows=height, limit=limits.rows)
    if width > limits.columns:
        raise Broken("too_many_columns", columns=width, limit=limits.columns)
    return CalamineSheet(meta.name, [], hidden=hidden, merges=_merges(found), found=found)


def _blocks(found: python_calamine.CalamineSheet | None, *, size: int) -> Iterator[list[Row]]:
    rows = _plain_rows(found)
    while block := list(islice(rows, size)):
        yield block


def _plain_rows(found: python_calamine.CalamineSheet | None) -> Iterator[Row]:
    """All rows from row 1 on and all columns from A on."""
    if found is None or found.start is None or found.end is None:
        return iter(())
    indent = [""] * found.start[1]
    width = found.end[1] + 1
    rows = found.iter_rows()
    if not indent and found.width == width:
        return rows
    return ([*indent, *row, *[""] * (width - len(indent) - len(row))] for row in rows)


def _merges(found: python_calamine.CalamineSheet) -> tuple[Merge, ...]:
    return tuple(
        Merge(top + 1, left, bottom + 1, right)
        for (top, left), (bottom, right) in found.merged_cell_ranges or ()
    )


def _take_over(sheet: Sheet, *, scan: Scan) -> None:
    sheet.hidden_rows = frozenset(scan.hidden_rows)
    sheet.hidden_columns = frozenset(scan.hidden_columns)
    sheet.uncalculated = frozenset(scan.uncalculated)


def _with_errors(block: list[Row], *, first: int, errors: dict[int, dict[int, str]]) -> list[Row]:
    """Error cells come back from the reader as empty text, or not at all where a row holds nothing else."""
    for number in errors.keys() & range(first, first + len(block)) if errors else ():
        words = errors[number]
        row = block[number - first]
        block[number - first] = tuple(words.get(column, cell) for column, cell in enumerate(row))
    return block


def _by_row(errors: dict[Place, str]) -> dict[int, dict[int, str]]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), word in errors.items():
        rows.setdefault(row, {})[column] = word
    return rows


def _small_part(package: zipfile.ZipFile, name: str) -> bytes:
    try:
        with package.open(name) as stream:
            return stream.read(SMALL_PART_BYTES)
    except UNPACKING as problem:
        raise Broken("damaged") from problem


def _refuse_entities(package: zipfile.ZipFile) -> None:
    for name in package.namelist():
        if name.startswith("xl/") and name.endswith((".xml", ".rels")) and "/worksheets/" not in name:
            with package.open(name) as stream:
                if any(word in stream.read(4096) for word in FORBIDDEN):
                    raise Broken("entities")


def _sheet_parts(package: zipfile.ZipFile, *, workbook_xml: bytes) -> dict[str, str]:
    targets = {}
    for tag in RELATION_TAG.findall(_small_part(package, "xl/_rels/workbook.xml.rels")):
        names = attributes(tag)
        target = names.get(b"Target", b"").decode("utf-8", "replace")
        targets[names.get(b"Id", b"")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    parts = {}
    for tag in SHEET_TAG.findall(workbook_xml):
        names = attributes(tag)
        relation = next((value for key, value in names.items() if key.endswith(b":id")), b"")
        parts[_unescape(names.get(b"name", b""))] = targets.get(relation, "")
    present = set(package.namelist())
    return {name: part for name, part in parts.items() if part in present}


def _unescape(name: bytes) -> str:
    text = name.decode("utf-8", "replace")
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _remarks(package: zipfile.ZipFile) -> tuple[str, ...]:
    names = package.namelist()
    macros = any(name.endswith("vbaProject.bin") for name in names)
    links = any(name.startswith("xl/externalLinks/") for name in names)
    return (("has_macros",) if macros else ()) + (("external_links",) if links else ())
