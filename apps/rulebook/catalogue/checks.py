"""What the value of a rule may be, by kind: each check returns the stored form or raises ValueError.

Days, minutes, counts and percents are whole numbers; money is whole CNY; times are HH:MM by the
store's clock.
"""

from collections.abc import Callable
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from apps.core import worktime

HIGHEST = {"days": 366, "minutes": 100000, "count": 1000, "money": 10000000, "percent": 100}


def whole(value: Any, *, key: Any) -> int:
    """A whole number between the key's bounds."""
    if type(value) is not int:
        raise ValueError(value)
    high = key.high if key.high is not None else HIGHEST[key.kind.removeprefix("optional_")]
    if not key.low <= value <= high:
        raise ValueError(value)
    return value


def optional_whole(value: Any, *, key: Any) -> int | None:
    """As whole, or nothing."""
    return None if value is None else whole(value, key=key)


def flag(value: Any, *, key: Any) -> bool:
    """Yes or no."""
    if type(value) is not bool:
        raise ValueError(value)
    return value


def clock(value: Any, *, key: Any) -> str:
    """A time of day as HH:MM."""
    if not isinstance(value, str) or len(value) != 5:
        raise ValueError(value)
    return f"{time.fromisoformat(value):%H:%M}"


def hours(value: Any, *, key: Any) -> list[str]:
    """From and until, in this order."""
    start, end = (clock(part, key=key) for part in _rows(value))
    if end <= start:
        raise ValueError(value)
    return [start, end]


def windows(value: Any, *, key: Any) -> list[list[str]]:
    """Pairs of times that do not overlap, at least one."""
    pairs = [[clock(part, key=key) for part in _rows(pair)] for pair in _rows(value)]
    found = worktime.windows_from(pairs)
    if any(window.start == window.end for window in found):
        raise ValueError(value)
    return [[f"{window.start:%H:%M}", f"{window.end:%H:%M}"] for window in found]


def choice(value: Any, *, key: Any) -> str:
    """One of the key's choices."""
    if value not in key.choices:
        raise ValueError(value)
    return value


def codes(value: Any, *, key: Any) -> list[str]:
    """Some of the key's choices, each once, in their order."""
    chosen = _rows(value)
    if len(set(chosen)) != len(chosen) or not set(chosen) <= set(key.choices):
        raise ValueError(value)
    return [code for code in key.choices if code in chosen]


def lines(value: Any, *, key: Any) -> dict[str, int | None]:
    """Business line to days; nothing for a line without a term."""
    if not isinstance(value, dict) or not value:
        raise ValueError(value)
    for line, days in value.items():
        if not isinstance(line, str) or not line or not _is_term(days):
            raise ValueError(value)
    return dict(value)


def zone(value: Any, *, key: Any) -> str:
    """A name of the time zone database."""
    if not isinstance(value, str):
        raise ValueError(value)
    try:
        return ZoneInfo(value).key
    except (OSError, KeyError):
        raise ValueError(value) from None


def _rows(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ValueError(value)
    return list(value)


def _is_term(days: Any) -> bool:
    return days is None or (type(days) is int and 0 <= days <= 366)


CHECKS: dict[str, Callable[..., Any]] = {
    "days": whole,
    "minutes": whole,
    "count": whole,
    "money": whole,
    "percent": whole,
    "optional_percent": optional_whole,
    "optional_count": optional_whole,
    "flag": flag,
    "time": clock,
    "hours": hours,
    "windows": windows,
    "choice": choice,
    "codes": codes,
    "lines": lines,
    "zone": zone,
}
