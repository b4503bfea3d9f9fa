"""Counts what the sheet XML itself holds, so that a reader's silent omissions are noticed (M13).

The usual pass looks for single letters first, since most sheets hold no formula, no error and nothing hidden, and
costs a tenth of the parsing. Where its count differs from what the reader returned, xlsx_cells looks closer.
"""

import dataclasses
import re
import zipfile
import zlib
from collections.abc import Iterator

from apps.customers.intake.sheet import Broken

# Small enough to stay in the processor's cache while it is searched.
CHUNK_BYTES = 2**18
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
ROOT = re.compile(rb"<(\w+:)?worksheet[\s>]")
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<")
# What zipfile and zlib raise on damaged content.
UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError, RuntimeError)
REFERENCE = re.compile(rb"([A-Z]{1,3})(\d{1,7})$")
Place = tuple[int, int]


@dataclasses.dataclass
class Scan:
    """Counts of one sheet; places are (row from 1, column from 0)."""

    valued: int = 0
    errors: dict[Place, str] = dataclasses.field(default_factory=dict)
    uncalculated: set[Place] = dataclasses.field(default_factory=set)
    hidden_rows: set[int] = dataclasses.field(default_factory=set)
    hidden_columns: set[int] = dataclasses.field(default_factory=set)


@dataclasses.dataclass
class _Patterns:
    cell: bytes
    row: re.Pattern[bytes]
    column: re.Pattern[bytes]
    error: re.Pattern[bytes]
    uncalculated: re.Pattern[bytes]
    value: bytes
    inline: bytes
    formula: bytes


def scan_sheet(package: zipfile.ZipFile, *, part: str) -> Scan:
    """One pass over the sheet's XML, in pieces that end between cells."""
    found = Scan()
    patterns = None
    for piece in pieces(package, part=part):
        if patterns is None:
            patterns = _patterns(piece)
            _note_hidden_columns(piece, patterns=patterns, found=found)
        _count(piece, patterns=patterns, found=found)
    return found


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """The attributes in a tag's text, whatever quotes it uses."""
    return {name: double or single for name, double, single in ATTRIBUTE.findall(tag)}


def place(reference: bytes) -> Place:
    """(row from 1, column from 0) of a reference such as b"B5"; Broken when it is none."""
    match = REFERENCE.match(reference)
    if not match:
        raise Broken("damaged")
    column = 0
    for letter in match[1]:
        column = column * 26 + letter - 64
    return int(match[2]), column - 1


def pieces(package: zipfile.ZipFile, *, part: str) -> Iterator[bytes]:
    """The XML in pieces that end between cells. Broken for what cannot be unpacked, or declares entities."""
    rest = b""
    try:
        with package.open(part) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                whole = rest + chunk
                cut = _cut(whole)
                rest = whole[cut:]
                yield _without_entities(whole[:cut])
    except UNPACKING as problem:
        raise Broken("damaged") from problem
    yield _without_entities(rest)


def _cut(whole: bytes) -> int:
    last_cell = max(whole.rfind(b"<c "), whole.rfind(b":c "))
    if last_cell > 0:
        return last_cell if whole[last_cell : last_cell + 1] == b"<" else whole.rfind(b"<", 0, last_cell)
    return whole.rfind(b">") + 1


def _without_entities(piece: bytes) -> bytes:
    if b"!" in piece and any(word in piece for word in FORBIDDEN):
        raise Broken("entities")
    return piece


def _patterns(first: bytes) -> _Patterns:
    root = ROOT.search(first)
    prefix = root[1] or b"" if root else b""
    p = re.escape(prefix)
    empty = rb"(?:<" + p + rb"v\s*/>|<" + p + rb"v>\s*</" + p + rb"v>)?"
    formula = rb"<" + p + rb"f(?:\s[^>]*?)?(?:/>|>[^<]*</" + p + rb"f>)"
    return _Patterns(
        cell=b"<" + prefix + b"c ",
        row=re.compile(rb"<" + p + rb"row\s([^>]*?)/?>"),
        column=re.compile(rb"<" + p + rb"col\s([^>]*?)/?>"),
        error=re.compile(rb"<" + p + rb"c\s([^>]*\bt=[\"']e[\"'][^>]*)>(.*?)</" + p + rb"c>", re.S),
        uncalculated=re.compile(
            rb"<" + p + rb"c\s([^>]*)>\s*" + formula + rb"\s*" + empty + rb"\s*</" + p + rb"c>"
        ),
        value=b"<" + prefix + b"v",
        inline=b"<" + prefix + b"is>",
        formula=b"<" + prefix + b"f",
    )


def _note_hidden_columns(piece: bytes, *, patterns: _Patterns, found: Scan) -> None:
    for tag in patterns.column.findall(piece.partition(b"sheetData")[0]):
        if b"hidden" in tag:
            names = attributes(tag)
            if names.get(b"hidden") in (b"1", b"true"):
                first, last = int(names.get(b"min", b"1")), int(names.get(b"max", b"1"))
                found.hidden_columns.update(range(first - 1, min(last, 16_384)))


def _count(piece: bytes, *, patterns: _Patterns, found: Scan) -> None:
    """Every pattern beside the value itself has a letter that usual sheets do without: i, x, f or e."""
    value = patterns.value
    found.valued += piece.count(value + b">")
    if b"i" in piece:
        found.valued += piece.count(patterns.inline)
    if b"x" in piece:
        found.valued += piece.count(value + b" ") - piece.count(value + b" />")
    if b"f" in piece and patterns.formula in piece:
        found.valued -= piece.count(value + b"></" + value[1:] + b">")
        _note_uncalculated(piece, patterns=patterns, found=found)
    if b"e" in piece:
        if b"hidden" in piece:
            _note_hidden_rows(piece, patterns=patterns, found=found)
        if b't="e"' in piece or b"t='e'" in piece:
            _note_errors(piece, patterns=patterns, found=found)


def _note_hidden_rows(piece: bytes, *, patterns: _Patterns, found: Scan) -> None:
    for tag in patterns.row.findall(piece):
        if b"hidden" in tag:
            names = attributes(tag)
            if names.get(b"hidden") in (b"1", b"true") and names.get(b"r", b"").isdigit():
                found.hidden_rows.add(int(names[b"r"]))


def _note_errors(piece: bytes, *, patterns: _Patterns, found: Scan) -> None:
    for tag, content in patterns.error.findall(piece):
        value = VALUE.search(content)
        word = value[1].decode("ascii", "replace").strip()[:20] if value else ""
        found.errors[place(attributes(tag).get(b"r", b""))] = word or "#N/A"


def _note_uncalculated(piece: bytes, *, patterns: _Patterns, found: Scan) -> None:
    for tag in patterns.uncalculated.findall(piece):
        names = attributes(tag)
        # A formula whose cached text is empty has been calculated.
        if names.get(b"t") != b"str":
            found.uncalculated.add(place(names.get(b"r", b"")))
