"""Reads of rules and calendars answered once for a run in which they do not change.

Outside `with remembering():` a remembered function is the plain function.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")
_known: ContextVar[dict[Any, Any] | None] = ContextVar("known", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Keep what remembered functions answer until the block ends. Changing a rule inside it is not noticed."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def remembers() -> bool:
    """Whether a block is open in which answers are kept."""
    return _known.get() is not None


def remembered(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """The same arguments give the same answer object within one `remembering` block; nobody may change it."""

    @wraps(function)
    def answer(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        known = _known.get()
        if known is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = function(*args, **kwargs)
        return known[key]

    return answer
