"""Which value of a rule is in force: the store's own before the house's before the shipped one (S27)."""

import json
from collections import defaultdict
from copy import deepcopy
from datetime import date, time
from typing import Any, NamedTuple

from django.db import connection

from apps.accounts.models import Store
from apps.core import worktime
from apps.core.remembering import remembered, remembers

from .catalogue import KEYS, SECTIONS, PolicyKey, policy_key

__all__ = [
    "KEYS",
    "SECTIONS",
    "InForce",
    "PolicyBook",
    "PolicyKey",
    "chosen",
    "in_force",
    "policy_key",
    "value",
]


# By hand: every page reads the day's calling windows, and the ORM's words cost more than their answer.
ROWS = """
SELECT id, key, store_id, value, effective_from FROM rulebook_policyvalue
 WHERE (store_id IS NULL OR store_id = %(store)s) AND (%(keys)s::text[] IS NULL OR key = ANY(%(keys)s::text[]))
"""


class InForce(NamedTuple):
    """A value with the row it comes from and the day since when; both None for a shipped default."""

    value: Any
    row_id: int | None
    since: date | None


class PolicyBook:
    """All rule values of one store, read by one query: for sweeps and pages that ask for many.

    A book does not notice later changes; load a new one for each run. `store` None is the house's own.
    """

    def __init__(self, store: Store | None, *, keys: tuple[str, ...] | None = None) -> None:
        self._rows: dict[tuple[str, bool], list[tuple[date, int, Any]]] = defaultdict(list)
        for row in _rows_of(store, keys):
            self._rows[row["key"], row["store_id"] is not None].append(
                (row["effective_from"], row["id"], row["value"])
            )

    @classmethod
    def shipped(cls) -> "PolicyBook":
        """The defaults alone, without a database."""
        book = cls.__new__(cls)
        book._rows = defaultdict(list)
        return book

    def in_force(self, key: str, *, on: date) -> InForce:
        """The value in force on a day of the store; raises Refused for an unknown key."""
        entry = policy_key(key)
        for own in (True, False):
            found = [row for row in self._rows.get((key, own), ()) if row[0] <= on]
            if found:
                since, row_id, value = max(found, key=lambda row: row[:2])
                return InForce(deepcopy(value), row_id, since)
        return InForce(entry.shipped(), None, None)

    def value(self, key: str, *, on: date) -> Any:
        """The bare value in force on a day."""
        return self.in_force(key, on=on).value

    def chosen(self, key: str, *, on: date) -> tuple[Any, int | None]:
        """Value and policy row id (None: shipped), as a duty stores them."""
        found = self.in_force(key, on=on)
        return found.value, found.row_id

    def windows(self, key: str = "windows.followup", *, on: date) -> tuple[worktime.Window, ...]:
        """Calling windows ready for worktime."""
        return worktime.windows_from(self.value(key, on=on))

    def hours(self, key: str = "business.hours", *, on: date) -> tuple[time, time]:
        """From and until ready for worktime."""
        start, end = self.value(key, on=on)
        return time.fromisoformat(start), time.fromisoformat(end)

    def clock(self, key: str, *, on: date) -> time:
        """A time of day ready for worktime."""
        return time.fromisoformat(self.value(key, on=on))

    def starts(self, key: str) -> list[date]:
        """The days on which the value of a rule changes, in order: its versions."""
        return sorted({row[0] for own in (True, False) for row in self._rows.get((key, own), ())})


def in_force(key: str, *, store: Store | None, on: date) -> InForce:
    """One value with its row id and first day; one query. `on` by domain.md 2a, in the store's zone."""
    policy_key(key)
    return PolicyBook(store, keys=(key,)).in_force(key, on=on)


def chosen(key: str, *, store: Store | None, on: date) -> tuple[Any, int | None]:
    """One value and its policy row id (None: shipped)."""
    found = in_force(key, store=store, on=on)
    return found.value, found.row_id


def value(key: str, *, store: Store | None, on: date) -> Any:
    """One value in force; raises Refused for an unknown key."""
    return in_force(key, store=store, on=on).value


def _rows_of(store: Store | None, keys: tuple[str, ...] | None) -> Any:
    """Where reads are remembered, all the store's rows at once: a page asks for several rules, and there are few."""
    return _read(store, None if remembers() else keys)


@remembered
def _read(store: Store | None, keys: tuple[str, ...] | None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"store": store and store.pk, "keys": None if keys is None else list(keys)})
        return [
            {
                "id": pk,
                "key": key,
                "store_id": store_id,
                "value": value and json.loads(value),
                "effective_from": since,
            }
            for pk, key, store_id, value, since in cursor.fetchall()
        ]
