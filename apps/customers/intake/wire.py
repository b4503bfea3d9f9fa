"""Rows on their way from the child to whoever asked: blocks of rows, each column of a block as one line of text.

Plain text and JSON only, so that a child a hostile file has taken over cannot make the other side run anything.
A column of nothing but texts is joined with a sign that no list holds: a third of the cost of JSON.
"""

import datetime
import json
from collections.abc import Iterator
from itertools import islice

from apps.customers.intake.sheet import Cell, Row

SEPARATOR = "\x1f"
BLOCK_ROWS = 2_000


def pack(rows: list[Row]) -> Iterator[str]:
    """The lines of a block of rows of equal width, without their ends: its size, then its columns."""
    yield json.dumps({"rows": len(rows), "columns": len(rows[0])})
    for cells in zip(*rows, strict=True):
        yield _packed(cells)


def unpack(size: dict[str, int], *, lines: Iterator[str]) -> list[Row]:
    """The rows of a block whose first line was `size`. ValueError where the next lines do not agree with it."""
    columns = [_unpacked(line, rows=size["rows"]) for line in islice(lines, size["columns"])]
    if len(columns) != size["columns"]:
        raise EOFError
    return list(zip(*columns, strict=True)) if columns else [()] * size["rows"]


def _packed(cells: Row) -> str:
    cells = _plain(cells)
    try:
        joined = SEPARATOR.join(cells)
    except TypeError:  # numbers among them
        joined = "\n"
    if "\n" not in joined and joined.count(SEPARATOR) == len(cells) - 1:
        return joined
    return SEPARATOR * len(cells) + json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def _plain(cells: tuple[object, ...]) -> Row:
    kinds = set(map(type, cells))
    if kinds == {str}:
        return cells
    if kinds <= {str, float}:
        return tuple(int(cell) if cell.__class__ is float and cell.is_integer() else cell for cell in cells)
    if kinds.isdisjoint((bool, int, float)):
        # Days repeat, and writing one costs more than looking it up.
        known = {cell: as_cell(cell) for cell in set(cells)}
        return tuple(map(known.__getitem__, cells))
    return tuple(map(as_cell, cells))


def _unpacked(line: str, *, rows: int) -> list[Cell]:
    # More separators than texts could need: what follows them is JSON.
    is_json = line.startswith(SEPARATOR * rows)
    cells = json.loads(line[rows:]) if is_json else line.split(SEPARATOR)
    if len(cells) != rows:
        raise ValueError(rows)
    return cells


def as_cell(value: object) -> Cell:
    """Text, a whole number as int, another number as float, days and times as ISO text."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value if isinstance(value, int) else str(value)
