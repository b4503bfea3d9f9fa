"""Reads the year's holiday notice as a person types it: one stretch a line.

2027-01-01 至 2027-01-03 放假 元旦
2027-02-20 上班 春节
"""

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from apps.core.refusal import Refused

LINE = re.compile(
    r"^(?P<first>\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:至|到|~|–|to)\s*(?P<last>\d{4}-\d{1,2}-\d{1,2}))?"
    r"\s+(?P<word>放假|上班|off|work)\s*(?P<name>.*)$"
)
LONGEST = timedelta(days=31)


def read_notice(text: str) -> list[tuple[date, bool, str]]:
    """(day, is working, name) for each day named. Raises Refused naming the first line that cannot be read."""
    days: list[tuple[date, bool, str]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = LINE.match(line)
        if not found:
            raise _unread(line)
        first = _day(found["first"], line)
        last = _day(found["last"], line) if found["last"] else first
        if not first <= last <= first + LONGEST:
            raise _unread(line)
        working = found["word"] in ("上班", "work")
        span = range((last - first).days + 1)
        days += [(first + timedelta(days=n), working, found["name"].strip()[:60]) for n in span]
    return days


def _day(text: str, line: str) -> date:
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return date(year, month, day)
    except ValueError:
        raise _unread(line) from None


def _unread(line: str) -> Refused:
    message = _("“%(line)s” cannot be read. Write: 2027-01-01 至 2027-01-03 放假 元旦") % {"line": line[:60]}
    return Refused(message, field="text", code="invalid")
