"""What is wrong with a cell, a row or a table: a code with values, put into words in the reader's language."""

import dataclasses
from typing import Any, NamedTuple

from apps.customers.intake.cell_text import printable
from apps.customers.intake.columns import label
from apps.customers.intake.sentences import SENTENCES

ERROR = "error"
WARNING = "warning"
SHOWN_CHARACTERS = 80


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing noticed. An error refuses its row, a warning only tells.

    `column` is the canonical name (columns.COLUMNS) or "" for the whole row, `value` what the cell showed.
    The sentence is made on reading, so a stored finding speaks the language of whoever opens it.
    """

    code: str
    column: str = ""
    value: str = ""
    severity: str = ERROR
    params: tuple[tuple[str, Any], ...] = ()

    @property
    def sentence(self) -> str:
        """In the active language; names the column."""
        words = {"column": str(label(self.column)), "value": self.value, **dict(self.params)}
        return str(SENTENCES[self.code]) % words

    def as_json(self) -> dict[str, Any]:
        """For a JSON column; `from_json` brings it back."""
        return {**dataclasses.asdict(self), "params": dict(self.params)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Finding":
        """The finding that `as_json` stored."""
        return cls(**{**stored, "params": tuple(stored["params"].items())})


class Checked(NamedTuple):
    """The answer of a cell rule: the clean value (None when there is none) and what was noticed."""

    value: Any
    findings: tuple[Finding, ...] = ()


def error(code: str, column: str = "", value: object = "", **params: object) -> Finding:
    """A finding that refuses its row."""
    return Finding(code, column, printable(value)[:SHOWN_CHARACTERS], ERROR, tuple(params.items()))


def warning(code: str, column: str = "", value: object = "", **params: object) -> Finding:
    """A finding that only tells."""
    return Finding(code, column, printable(value)[:SHOWN_CHARACTERS], WARNING, tuple(params.items()))
