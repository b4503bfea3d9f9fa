"""Numbers that stand for many customers: a salesman's or the shop's own, no key to recognise anybody by."""

from collections.abc import Iterable
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
    good = [verdict for verdict in verdicts if verdict.clean is not None]
    counts = count_customers(verdict.clean for verdict in good)
    rows: dict[str, list[int]] = {number: [] for number, count in counts.items() if count > cap}
    if not rows:
        return ()
    for verdict in good:
        for phone in verdict.clean["phones"]:
            if phone.number in rows:
                rows[phone.number].append(verdict.row_no)
    shared = [SharedPhone(number, counts[number], tuple(places)) for number, places in rows.items()]
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
