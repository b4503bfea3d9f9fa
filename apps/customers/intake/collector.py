"""Python's cyclic collector walks all live objects again and again while a big list is built: for nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """No cyclic collection inside; rows, verdicts and findings hold no cycles. Halves the time of a big list."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
