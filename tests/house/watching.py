"""What one request did beside its answer: statements that wrote, and what its answer says of people."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITING = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE)\s+(?:ONLY\s+)?"?(\w+)"?', re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
DATE_INPUT = re.compile(r'<input(?=[^>]* type="date")[^>]* value="([^"]+)"')
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


class Written:
    """Tables written to, with the values sent along."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []

    @property
    def tables(self) -> list[str]:
        return [table for table, _values in self.pairs]

    def __call__(self, execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        # A lock, a lookup with "FOR UPDATE" and a savepoint write nothing.
        found = WRITING.findall(str(statement).replace("FOR UPDATE", "").replace("FOR NO KEY UPDATE", ""))
        self.pairs += [(table, repr(params)) for table in found]
        return execute(statement, params, many, context)


@contextmanager
def writing() -> Iterator[Written]:
    written = Written()
    with connection.execute_wrapper(written):
        yield written


def text_of(answer: Any) -> str:
    """The answer as text; empty for a file."""
    kind = answer.get("Content-Type", "")
    if answer.streaming or not kind.startswith(("text/", "application/json")):
        return ""
    text: str = answer.content.decode()
    return text


def full_numbers(text: str) -> set[str]:
    """Mobile numbers that nobody has masked."""
    return set(NUMBER.findall(text))


def unread_days(text: str) -> list[str]:
    """What a date field was given that no browser reads: a day as it is written in words."""
    return [given for given in DATE_INPUT.findall(text) if not ISO_DAY.fullmatch(given)]


def title_of(text: str) -> str:
    found = TITLE.search(text)
    return found.group(1).strip() if found else ""
