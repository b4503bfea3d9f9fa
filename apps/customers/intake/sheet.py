"""What a file looks like once read: plain cells on sheets, with what the reader noticed beside them."""

import dataclasses
from collections.abc import Iterator

# A cell is text ("" when empty), an int (whole numbers, never "13800138000.0") or a float. Dates and times
# arrive as ISO text ("2026-11-03", "2026-11-03 08:30:00"), errors as their own text ("#N/A").
Cell = str | int | float
Row = tuple[Cell, ...]


@dataclasses.dataclass(frozen=True)
class Limits:
    """How much a file may hold; sizes in bytes, times in seconds. Checked before anything is unpacked."""

    packed_bytes: int = 40 * 2**20
    unpacked_bytes: int = 400 * 2**20
    ratio: int = 100
    rows: int = 200_000
    columns: int = 1_000
    sheets: int = 200
    seconds: int = 30
    memory_bytes: int = 768 * 2**20


@dataclasses.dataclass(frozen=True)
class Merge:
    """A block of merged cells; rows count from 1 as on the screen, columns from 0; both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclasses.dataclass
class Sheet:
    """One sheet; `rows[0]` is row 1 on the screen, all rows have the same width."""

    name: str
    rows: list[Row]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    date_1904: bool = False

    def blocks(self, size: int) -> Iterator[list[Row]]:
        """The rows, so many at a time. A reader that need not hold all rows at once overrides this."""
        for start in range(0, len(self.rows), size):
            yield self.rows[start : start + size]


@dataclasses.dataclass
class Workbook:
    """A file as read; `kind` is xlsx, xls, csv or html by content, whatever the file calls itself.

    `remarks` are codes of things a person should know (findings.SENTENCES): has_macros, external_links, …
    """

    kind: str
    sheets: list[Sheet]
    encoding: str = ""
    separator: str = ""
    remarks: tuple[str, ...] = ()


class Broken(Exception):
    """The file cannot be read: a code of faults.SENTENCES and the values of its sentence."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
