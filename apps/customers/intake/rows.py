"""Judges every data row of a table (S21). Interface: rows in, one verdict per row out, in the order of the sheet."""

import dataclasses
from typing import Any

from apps.customers.intake.findings import ERROR, WARNING, Finding
from apps.customers.intake.sheet import Row

GOOD = "good"
REFUSED = "refused"
PART = "part"


@dataclasses.dataclass
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
