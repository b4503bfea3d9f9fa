"""Writes small old binary workbooks (BIFF8 in an OLE container), as nothing else here can."""

import struct
from collections.abc import Sequence
from pathlib import Path

SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ERRORS = {"#N/A": 42, "#REF!": 23}


def xls_file(
    path: Path, rows: Sequence[Sequence[object]], *, hidden: Sequence[int] = (), **options: bool
) -> Path:
    """`options`: date_1904, encrypted."""
    path.write_bytes(_container(_workbook(rows, hidden=hidden, **options)))
    return path


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _workbook(rows: Sequence[Sequence[object]], *, hidden: Sequence[int], **options: bool) -> bytes:
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6))
    start += _record(0x0042, struct.pack("<H", 1200))
    start += _record(0x0022, struct.pack("<H", options.get("date_1904", False)))
    start += _record(0x002F, bytes(54)) if options.get("encrypted") else b""
    name = "清单".encode("utf-16-le")
    bound = struct.pack("<IBBBB", 0, 0, 0, 2, 1) + name
    place = len(start) + 4 + len(bound) + 4
    bound = struct.pack("<I", place) + bound[4:]
    return start + _record(0x0085, bound) + _record(0x000A) + _sheet(rows, hidden=hidden)


def _sheet(rows: Sequence[Sequence[object]], *, hidden: Sequence[int]) -> bytes:
    parts = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))]
    parts.append(_record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)))
    for number in hidden:
        parts.append(_record(0x0208, struct.pack("<HHHHHHHH", number - 1, 0, 9, 255, 0, 0, 0x20, 0)))
    parts += [
        _cell(row, column, value) for row, cells in enumerate(rows) for column, value in enumerate(cells)
    ]
    return b"".join(parts) + _record(0x000A)


def _cell(row: int, column: int, value: object) -> bytes:
    head = struct.pack("<HHH", row, column, 0)
    if value in ERRORS:
        return _record(0x0205, head + bytes((ERRORS[str(value)], 1)))
    if isinstance(value, str):
        return (
            _record(0x0204, head + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            if value
            else b""
        )
    return _record(0x0203, head + struct.pack("<d", value))


def _container(stream: bytes) -> bytes:
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\x00")
    count = len(stream) // SECTOR
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0, 0)
    header += struct.pack("<108I", *[FREE] * 108)
    table = [TABLE, END, *range(3, 2 + count), END]
    table += [FREE] * (SECTOR // 4 - len(table))
    directory = _entry("Root Entry", kind=5, child=1, start=END, size=0)
    directory += _entry("Workbook", kind=2, child=FREE, start=2, size=len(stream)) + bytes(256)
    return header + struct.pack(f"<{len(table)}I", *table) + directory + stream


def _entry(name: str, *, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\x00") + struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, FREE, child)
    return head + bytes(16) + bytes(4) + bytes(16) + struct.pack("<III", start, size, 0)
