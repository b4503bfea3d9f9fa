"""Numbers that stand for many customers: a salesman's or the shop's own, no key to recognise anybody by."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from apps.customers.intake.names import name_key

if TYPE_CHECKING:
    from apps.customers.intake.rows import RowVerdict


class SharedPhone(NamedTuple):
    """A number, how many different customers carry it, and in which rows."""

    number: str
    customers: int
    row_nos: tuple[int, ...]


def shared_phones(verdicts: Iterable["RowVerdict"], *, cap: int = 5) -> tuple[SharedPhone, ...]:
    """The numbers that more than `cap` differently named customers of the good rows carry, most used first."""
    names: dict[str, set[str]] = {}
    rows: dict[str, list[int]] = {}
    for verdict in verdicts:
        if verdict.clean is not None:
            for number, name in _pairs(verdict.clean):
                names.setdefault(number, set()).add(name)
                rows.setdefault(number, []).append(verdict.row_no)
    shared = [
        SharedPhone(number, len(who), tuple(rows[number])) for number, who in names.items() if len(who) > cap
    ]
    return tuple(sorted(shared, key=lambda one: (-one.customers, one.number)))


def count_customers(documents: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Number -> how many differently named customers, for numbers that occur more than once."""
    first: dict[str, str] = {}
    names: dict[str, set[str]] = {}
    for document in documents:
        name = document["customer_name"]
        for phone in document["phones"]:
            known = first.setdefault(phone.number, name)
            if known != name:
                names.setdefault(phone.number, {name_key(known or "")}).add(name_key(name or ""))
    return {number: len(who) for number, who in names.items()}


def _pairs(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for phone in document["phones"]:
        yield phone.number, name_key(document["customer_name"] or "")
