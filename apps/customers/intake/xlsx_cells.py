"""The slow, exact look at a sheet's cells, taken only where the quick count and the reader differ."""

import re
import zipfile

from apps.customers.intake.sheet import Broken, Row
from apps.customers.intake.xlsx_scan import UNPACKING, VALUE, Place, attributes, place

CELL = re.compile(
    rb"<(?:\w+:)?c((?:\s[^>]*?)?)(?:/>|>(.*?)</(?:\w+:)?c>)|<(?:\w+:)?row((?:\s[^>]*?)?)/?>", re.S
)
TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]+)<")
STRING = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si>)", re.S)


def check_agreement(package: zipfile.ZipFile, *, part: str, rows: list[Row]) -> None:
    """Broken("reader_disagrees") unless every cell with a value in the XML, errors apart, was returned filled.

    `rows[0]` is row 1 of the sheet. A place that occurs twice is Broken too: nobody can say which one counts.
    """
    places = _valued_places(package, part=part)
    for row, column in places:
        if row > len(rows) or column >= len(rows[row - 1]) or rows[row - 1][column] == "":
            raise Broken("reader_disagrees", row=row)
    returned = sum(1 for row in rows for cell in row if cell != "")
    if returned != len(places):
        raise Broken("reader_disagrees", row=len(rows))


def _valued_places(package: zipfile.ZipFile, *, part: str) -> set[Place]:
    empty = _empty_strings(package)
    places: set[Place] = set()
    row, column = 0, -1
    for tag, content, row_tag in CELL.findall(_read(package, part)):
        if row_tag or not (tag or content):
            number = attributes(row_tag).get(b"r", b"")
            row, column = int(number) if number.isdigit() else row + 1, -1
            continue
        names = attributes(tag)
        row, column = place(names[b"r"]) if b"r" in names else (row, column + 1)
        if _has_value(content, kind=names.get(b"t", b""), empty=empty):
            if (row, column) in places:
                raise Broken("doubled_cells", row=row)
            places.add((row, column))
    return places


def _has_value(content: bytes, *, kind: bytes, empty: frozenset[bytes]) -> bool:
    if kind == b"e":
        return False
    if kind == b"inlineStr":
        return bool(TEXT.search(content))
    value = VALUE.search(content)
    if not value or not value[1]:
        return False
    return not (kind == b"s" and value[1].strip() in empty)


def _empty_strings(package: zipfile.ZipFile) -> frozenset[bytes]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return frozenset()
    strings = STRING.findall(_read(package, "xl/sharedStrings.xml"))
    return frozenset(b"%d" % index for index, content in enumerate(strings) if not TEXT.search(content))


def _read(package: zipfile.ZipFile, part: str) -> bytes:
    try:
        return package.read(part)
    except UNPACKING as problem:
        raise Broken("damaged") from problem
