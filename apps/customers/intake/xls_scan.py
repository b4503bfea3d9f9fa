"""Notices in an old binary workbook what the reader turns into empty text: error cells, hidden rows, lost numbers."""

import dataclasses
import struct

from apps.customers.intake.ole_stream import read_stream
from apps.customers.intake.sheet import Broken, Row
from apps.customers.intake.xlsx_scan import Place, Scan

ERROR_NAMES = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
FORMULA, END_OF_SHEET, DATE_MODE, COLUMN, BOUND_SHEET = 0x0006, 0x000A, 0x0022, 0x007D, 0x0085
SEVERAL_NUMBERS, NUMBER, BOOL_OR_ERROR, ROW, SHORT_NUMBER = 0x00BD, 0x0203, 0x0205, 0x0208, 0x027E
ENCRYPTED = 0x002F
READ = frozenset((FORMULA, COLUMN, SEVERAL_NUMBERS, NUMBER, BOOL_OR_ERROR, ROW, SHORT_NUMBER))
HIDDEN_ROW = 0x20


@dataclasses.dataclass
class SheetScan(Scan):
    """A Scan that also knows where numbers stand."""

    numbers: set[Place] = dataclasses.field(default_factory=set)


def scan_workbook(content: bytes) -> tuple[list[SheetScan], bool]:
    """(one scan per sheet in the order of the file, whether dates count from 1904). Broken where it is damaged."""
    stream = read_stream(content, names=("Workbook", "Book"))
    try:
        starts, date_1904 = _globals(stream)
        return [_scan_sheet(stream, start=start) for start in starts], date_1904
    except struct.error as problem:
        raise Broken("damaged") from problem


def check_numbers(scan: SheetScan, *, rows: list[Row]) -> None:
    """Broken unless every number of the sheet came back filled."""
    for row, column in scan.numbers:
        if row > len(rows) or column >= len(rows[row - 1]) or rows[row - 1][column] == "":
            raise Broken("reader_disagrees", row=row)


def _globals(stream: bytes) -> tuple[list[int], bool]:
    starts: list[int] = []
    date_1904, at = False, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == END_OF_SHEET:
            break
        if kind == ENCRYPTED:
            raise Broken("password")
        if kind == BOUND_SHEET:
            starts.append(struct.unpack_from("<I", stream, at + 4)[0])
        elif kind == DATE_MODE:
            date_1904 = struct.unpack_from("<H", stream, at + 4)[0] == 1
        at += 4 + length
    return starts, date_1904


def _scan_sheet(stream: bytes, *, start: int) -> SheetScan:
    found = SheetScan()
    at = start
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == END_OF_SHEET:
            break
        if kind in READ:
            _note(kind, stream[at + 4 : at + 4 + length], found=found)
        at += 4 + length
    return found


def _note(kind: int, record: bytes, *, found: SheetScan) -> None:
    row, column = struct.unpack_from("<HH", record)
    place = (row + 1, column)
    if kind in (NUMBER, SHORT_NUMBER):
        found.numbers.add(place)
    elif kind == SEVERAL_NUMBERS:
        found.numbers.update((row + 1, column + step) for step in range((len(record) - 6) // 6))
    elif kind == BOOL_OR_ERROR and record[7]:
        found.errors[place] = ERROR_NAMES.get(record[6], "#N/A")
    elif kind == FORMULA and record[12:14] == b"\xff\xff" and record[6] == 2:
        found.errors[place] = ERROR_NAMES.get(record[8], "#N/A")
    elif kind == ROW and struct.unpack_from("<H", record, 12)[0] & HIDDEN_ROW:
        found.hidden_rows.add(row + 1)
    elif kind == COLUMN and record[8] & 1:
        found.hidden_columns.update(range(row, min(column, 255) + 1))
