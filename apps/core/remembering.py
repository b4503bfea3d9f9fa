"""Reads of rules and calendars answered once for a run in which they do not change.

Outside `with remembering():` a remembered function is the plain function. `with remembering(rules):` takes what the
process has read under the same stamp of the rules before, in whatever request.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")

STAMPS = 2  # a request may still hold the stamp before
# For one stamp. Dates are among the questions, so each day asks anew, and a house may change no rule for months: a full
# memory is emptied, else nothing of today would be kept.
ANSWERS = 500
UNKNOWN: Any = object()


class Stamped(Protocol):
    """Rules under a stamp (`accounts.rule_stamp`)."""

    @property
    def stamp(self) -> object: ...

    def untouched(self) -> bool: ...

    def stand(self) -> bool: ...


@dataclass
class _Known:
    rules: Stamped | None
    found: dict[Any, Any] = field(default_factory=dict)

    def stands(self) -> bool:
        """Not after a rule was changed in the block: the change may still be rolled back, too."""
        return self.rules is None or self.rules.untouched()


_known: ContextVar[_Known | None] = ContextVar("known", default=None)
_kept: dict[object, dict[Any, Any]] = {}


@contextmanager
def remembering(rules: Stamped | None = None) -> Iterator[None]:
    """Keep what remembered functions answer until the block ends.

    With `rules` nothing is kept from the moment at which this connection has changed one itself; without them a change
    inside the block is not noticed.
    """
    token = _known.set(_Known(rules))
    try:
        yield
    finally:
        _known.reset(token)


def remember(function: Callable[..., Found], answer: Found, *args: Any) -> None:
    """Known without asking: what a remembered function answers to these arguments until the open block ends."""
    known = _known.get()
    if known is not None:
        known.found[inspect.unwrap(function), args, ()] = answer


def remembers() -> bool:
    """Whether a block is open in which answers are kept."""
    return _known.get() is not None


def remembered(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """The same arguments give the same answer object within one `remembering` block; nobody may change what it holds.

    Only for functions whose answer depends on their arguments and on stamped tables; one that reads a file belongs into
    blocks without a stamp.
    """

    @wraps(function)
    def answer(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        known = _known.get()
        if known is None or not known.stands():
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in known.found:
            known.found[key] = _of_process(known.rules, key, lambda: function(*args, **kwargs))
        return known.found[key]

    return answer


def _of_process(rules: Stamped | None, key: Any, read: Callable[[], Found]) -> Found:
    """From memory, or read; kept only when the stamp was the same before and after the reading."""
    if rules is None:
        return read()
    kept = _under(rules.stamp)
    known = kept.get(key, UNKNOWN)
    if known is not UNKNOWN:
        return copy(known)
    answer = read()
    if rules.stand():
        if len(kept) >= ANSWERS:
            kept.clear()
        kept[key] = copy(answer)
    return answer


def _under(stamp: object) -> dict[Any, Any]:
    """What is kept under a stamp; older stamps are forgotten. Threads may find the dictionary changing: each step
    alone is whole, and what one of them loses is only read again."""
    found = _kept.setdefault(stamp, {})
    for old in list(_kept)[:-STAMPS]:
        if old != stamp:
            _kept.pop(old, None)
    return found


def forget() -> None:
    """Empty the memory of the process."""
    _kept.clear()
