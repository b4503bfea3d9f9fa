"""Judged rows of a file on their way into the database: one COPY into a temporary table."""

import json
from collections.abc import Iterator
from itertools import islice

from django.db import connection

from apps.customers.intake.cell_text import printable
from apps.customers.intake.collector import paused_collector
from apps.customers.intake.rows import REFUSED, RowVerdict
from apps.customers.intake.shared_phones import shared_phones
from apps.customers.intake.sheet import Row
from apps.customers.rules.staged_rows import staged_rows

# Few enough rows that the database works on one piece while the next is written.
PIECE_ROWS = 200
LONGEST_CELL = 500
CREATE = """
DROP TABLE IF EXISTS intake_file;
CREATE TEMP TABLE intake_file (row_no int, part_of int, refused bool, raw jsonb, clean jsonb, findings jsonb)
ON COMMIT DROP
"""
COPY = "COPY intake_file FROM STDIN"
NOTHING = "\\N"
to_json = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=str, check_circular=False
).encode


def copy_rows(verdicts: list[RowVerdict]) -> None:
    """Lay all rows in the temporary table intake_file, the good ones as they are staged. Needs a transaction."""
    with paused_collector(), connection.cursor() as cursor:
        cursor.execute(CREATE.strip())
        cursor.copy_expert(COPY, _Pieces(_lines(verdicts)))


class _Pieces:
    """The lines as the file that COPY reads."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines

    def read(self, _size: int) -> str:
        return "".join(islice(self._lines, PIECE_ROWS))


def _lines(verdicts: list[RowVerdict]) -> Iterator[str]:
    shared = {one.number for one in shared_phones(verdicts)}
    good = ((verdict.row_no, verdict.clean) for verdict in verdicts if verdict.clean is not None)
    staged = iter(staged_rows(good, shared=shared))
    for one in verdicts:
        clean = NOTHING if one.clean is None else _escaped(to_json(next(staged)))
        findings = (
            _escaped(to_json([finding.as_json() for finding in one.findings])) if one.findings else "[]"
        )
        part_of = NOTHING if one.part_of is None else one.part_of
        refused = "t" if one.state == REFUSED else "f"
        yield f"{one.row_no}\t{part_of}\t{refused}\t{_raw(one.cells)}\t{clean}\t{findings}\n"


def _raw(cells: Row) -> str:
    """The cells as texts a database may store, as they were shown; very long ones cut."""
    text = '","'.join(map(str, cells))
    # Where no sign has to be written otherwise this is JSON already, at a third of the cost.
    is_json = "\\" not in text and text.count('"') == 2 * len(cells) - 2 and text.isprintable()
    if is_json and len(text) <= LONGEST_CELL:
        return f'["{text}"]'
    return _escaped(to_json([printable(cell)[:LONGEST_CELL] for cell in cells]))


def _escaped(text: str) -> str:
    """JSON as COPY reads it. JSON writes tabs and line ends as signs of its own already."""
    # PostgreSQL's jsonb refuses the NUL character.
    return text.replace("\\u0000", "").replace("\\", "\\\\") if "\\" in text else text
