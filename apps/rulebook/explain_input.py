"""Reading the fields of one question to explain_due: strict about what they are, lenient about extras."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.core import worktime
from apps.core.refusal import Refused

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
PAIRS = (("first_day", "last_day"), ("first", "last"), ("from", "to"), ("from", "until"), ("start", "end"))


def refuse(message: str, **params: object) -> Refused:
    """A refusal of one field, in the active language."""
    return Refused(message % params, code="invalid")


def read_day(question: Mapping[str, Any], name: str, calendar: worktime.Calendar) -> date:
    """A date, or the store's date of a date-time."""
    return day_from(_needed(question, name), name, calendar)


def day_from(value: object, name: str, calendar: worktime.Calendar) -> date:
    """As read_day, from the value itself."""
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return worktime.check_day(date.fromisoformat(value))
        except ValueError:
            raise _no_date(name, value) from None
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return worktime.local_day(calendar, moment_from(value, name, calendar))
    raise _no_date(name, value)


def read_moment(question: Mapping[str, Any], name: str, calendar: worktime.Calendar) -> datetime:
    """A date-time as instant; without offset it is the store's."""
    return moment_from(_needed(question, name), name, calendar)


def moment_from(value: object, name: str, calendar: worktime.Calendar) -> datetime:
    """As read_moment, from the value itself."""
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise refuse(_("%(name)s must be a date and time such as 2025-11-03T10:00:00."), name=name)
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise _no_date(name, value) from None
    worktime.check_day(found.date())
    if found.tzinfo is not None:
        return found
    return worktime.instant(calendar, found.date(), found.time())


def read_month(question: Mapping[str, Any], name: str, calendar: worktime.Calendar) -> date:
    """A month as YYYY-MM, or any day of it; its first day is returned."""
    value = _needed(question, name)
    if isinstance(value, str) and MONTH.fullmatch(value):
        value = f"{value}-01"
    return day_from(value, name, calendar).replace(day=1)


def read_whole(question: Mapping[str, Any], name: str, *, default: int, high: int) -> int:
    """A whole number from 0 to `high`; the default when it is not given."""
    value = question.get(name)
    if value is None:
        return default
    if type(value) is not int or not 0 <= value <= high:
        raise refuse(_("%(name)s must be a whole number from 0 to %(high)s."), name=name, high=high)
    return value


def read_flag(question: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """true or false; the default when it is not given."""
    value = question.get(name)
    if value is None:
        return default
    if type(value) is not bool:
        raise refuse(_("%(name)s must be true or false."), name=name)
    return value


def read_choice(
    question: Mapping[str, Any], name: str, choices: Mapping[str, Any], *, default: str | None = None
) -> str:
    """One of the keys of `choices`; the default, if there is one, when it is not given."""
    value = question.get(name)
    if value is None:
        value = default
    if not isinstance(value, str) or value not in choices:
        raise refuse(_("%(name)s must be one of: %(choices)s."), name=name, choices=", ".join(choices))
    return value


def read_closures(
    question: Mapping[str, Any], calendar: worktime.Calendar
) -> tuple[worktime.Closure, ...] | None:
    """Closed days or spans that replace the store's; None when they are not given.

    Each is a date, "first/last", a pair, or an object with first_day and last_day.
    """
    value = question.get("closures")
    if value is None:
        return None
    if not isinstance(value, list):
        raise refuse(_("closures must be a list of dates."))
    return tuple(_closure(entry, calendar) for entry in value)


def _closure(entry: object, calendar: worktime.Calendar) -> worktime.Closure:
    reason = ""
    if isinstance(entry, dict):
        reason = entry.get("reason") if isinstance(entry.get("reason"), str) else ""
        entry = _ends(entry)
    if isinstance(entry, str):
        entry = re.split(r"/|\.\.", entry, maxsplit=1)
    if not isinstance(entry, list) or not 1 <= len(entry) <= 2:
        raise refuse(_("A closure is a date or a first and a last date."))
    first, last = (day_from(end, "closures", calendar) for end in (entry[0], entry[-1]))
    return worktime.Closure(first, last, reason)


def _ends(entry: Mapping[str, Any]) -> list[Any]:
    for first, last in PAIRS:
        if first in entry and last in entry:
            return [entry[first], entry[last]]
    for alone in ("date", "day", "first_day", "first"):
        if alone in entry:
            return [entry[alone]]
    return []


def _needed(question: Mapping[str, Any], name: str) -> object:
    if name not in question:
        raise refuse(_("%(name)s is missing."), name=name)
    return question[name]


def _no_date(name: str, value: object) -> Refused:
    return refuse(_("%(name)s is not a date: %(value)s."), name=name, value=str(value)[:40])
