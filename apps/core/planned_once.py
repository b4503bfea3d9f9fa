"""Statements of a long run planned once: what comes back with other values is prepared on the connection.

Short statements cost the database more to read and to plan than to do. Only for a connection of one's own that no
pooler shares, and for runs that repeat themselves hundreds of times: a page says each of its statements once.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from psycopg2 import Error

BEFORE, AFTER = "SAVEPOINT before_planning", "RELEASE SAVEPOINT before_planning"
OFTEN = 10  # how many times a statement comes as it is before it is worth preparing
PREPARABLE = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b[^;]*$")
PLACE = re.compile(r"%(?:\((\w+)\))?s|%%")
# What a value says of its type in a plain statement; text says nothing there, so nothing is said here.
TYPES = {
    bool: "boolean", int: "bigint", datetime: "timestamptz", date: "date", Decimal: "numeric", UUID: "uuid",
}  # fmt: skip


class Plan(NamedTuple):
    """A prepared statement: the words that call it, and the names of its values where they have names."""

    words: str
    names: list[str]

    def values(self, given: Any) -> Any:
        return [given[name] for name in self.names] if self.names else given


class Plans:
    """An execute wrapper; what the server cannot prepare is said as before."""

    def __init__(self) -> None:
        self._seen: Counter[Any] = Counter()
        self._known: dict[Any, Plan | None] = {}

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        plan = None
        if params and not many and type(sql) is str and context["cursor"].cursor.name is None:
            plan = self._plan(sql, params)
        if plan is None:
            return execute(sql, params, many, context)
        return execute(plan.words, plan.values(params), many, context)

    def _plan(self, sql: str, params: Any) -> Plan | None:
        key = (sql, *map(type, params.values() if isinstance(params, dict) else params))
        if key not in self._known:
            self._seen[key] += 1
            if self._seen[key] <= OFTEN:
                return None
            self._known[key] = self._prepare(sql, params)
        return self._known[key]

    def _prepare(self, sql: str, params: Any) -> Plan | None:
        places = [place for place in PLACE.finditer(sql) if place[0] != "%%"]
        names = [place[1] for place in places if place[1]]
        values = [params[name] for name in names] if names else params
        if not places or not PREPARABLE.match(sql) or any(isinstance(value, tuple) for value in values):
            return None
        name, numbers = f"planned_{len(self._known)}", iter(range(1, len(places) + 1))
        types = ", ".join(TYPES.get(type(value), "unknown") for value in values)
        body = PLACE.sub(lambda place: "%" if place[0] == "%%" else f"${next(numbers)}", sql)
        if not _is_prepared(f"PREPARE {name} ({types}) AS {body}"):
            return None
        return Plan(f"EXECUTE {name} ({', '.join('%s' for _place in places)})", names)


def _is_prepared(words: str) -> bool:
    """A statement whose types cannot be told leaves the transaction as it was."""
    guarded = connection.in_atomic_block
    with connection.connection.cursor() as cursor:
        try:
            cursor.execute(f"{BEFORE}; {words}; {AFTER}" if guarded else words)
        except Error:
            if guarded:
                cursor.execute(f"ROLLBACK TO {BEFORE}; {AFTER}")
            return False
    return True


@contextmanager
def planned_once() -> Iterator[None]:
    """Prepare what comes back, until the block ends."""
    try:
        with connection.execute_wrapper(Plans()):
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
