"""Savepoints of a long transaction sent along with the next statement, instead of one journey to the server each.

A block in a transaction costs two statements of its own, which say nothing: the first goes with the block's first
statement, the last with whatever comes after it, and a block that asks nothing goes unsaid. For runs of thousands of
blocks in one transaction; statements that go past the cursor (COPY) take nothing along.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

SAVEPOINT = re.compile(r'(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) (".+")$')


class Savepoints:
    """An execute wrapper; what is `waiting` has been said by Django and not yet been sent."""

    def __init__(self) -> None:
        self.waiting: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        said = SAVEPOINT.match(sql) if type(sql) is str else None
        if said is None:
            return self._join(execute, sql, params, many, context)
        what, name = said.groups()
        if what == "ROLLBACK TO SAVEPOINT":
            return self._roll_back(execute, sql, name, context)
        return self._keep(sql, what, name)

    def _keep(self, sql: str, what: str, name: str) -> None:
        """What ends a block that has not begun says nothing."""
        if what == "RELEASE SAVEPOINT" and self.waiting[-1:] == [f"SAVEPOINT {name}"]:
            self.waiting.pop()
        else:
            self.waiting.append(sql)

    def _roll_back(self, execute: Callable[..., Any], sql: str, name: str, context: Any) -> None:
        """What still waits lies inside the block, unless its very beginning does."""
        begin = f"SAVEPOINT {name}"
        if begin in self.waiting:
            del self.waiting[self.waiting.index(begin) + 1 :]
            return
        self.waiting.clear()
        execute(sql, None, False, context)

    def _join(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not self.waiting:
            return execute(sql, params, many, context)
        first = "; ".join(self.waiting)
        self.waiting.clear()
        if many or type(sql) is not str or context["cursor"].cursor.name is not None:
            with connection.connection.cursor() as cursor:
                cursor.execute(first)
            return execute(sql, params, many, context)
        return execute(f"{first}; {sql}", params, many, context)


@contextmanager
def joined_savepoints() -> Iterator[None]:
    """Inside an open transaction, which has to end with this block: what waits then is the end of blocks only."""
    with connection.execute_wrapper(Savepoints()):
        yield
