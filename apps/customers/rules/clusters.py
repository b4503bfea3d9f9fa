"""Which rows of a file mean the same customer and the same vehicle, decided before the database is asked.

Two rows mean one customer when they share a document or member number, VIN and (name or phone), phone and name, or
plate and name; never a name alone. Numbers used for many customers are no key (domain.md 6).
"""

from collections.abc import Iterable, Iterator
from typing import Any

Key = tuple[str, ...]


def join_people(rows: Iterable[dict[str, Any]]) -> None:
    """Set `person` of every staged row to the number of the first row of the same customer."""
    parents: dict[int, int] = {}
    seen: dict[Key, int] = {}
    staged = list(rows)
    for row in staged:
        number = row["row_no"]
        parents[number] = number
        for key in _keys(row):
            known = seen.setdefault(key, number)
            if known != number:
                _unite(parents, number, with_=known)
    for row in staged:
        row["person"] = _root(parents, row["row_no"])


def _keys(row: dict[str, Any]) -> Iterator[Key]:
    name, vin, plate = row["name_key"], row.get("vin"), row.get("plate")
    for kind in ("member_no", "delivery_no", "settlement_no"):
        if kind in row:
            yield kind, row[kind]
    if vin:
        yield "vin", vin, name
    if plate:
        yield "plate", plate, name
    for number in row["keys"]:
        yield "phone", number, name
        if vin:
            yield "vin phone", vin, number


def _root(parents: dict[int, int], number: int) -> int:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number


def _unite(parents: dict[int, int], number: int, *, with_: int) -> None:
    first, second = sorted((_root(parents, number), _root(parents, with_)))
    parents[second] = first


def name_vehicles(rows: Iterable[dict[str, Any]]) -> None:
    """Set `vehicle` of every staged row: its VIN; its plate where no row of the file gives that plate a VIN."""
    staged = list(rows)
    vins = {row["plate"]: row["vin"] for row in staged if "plate" in row and "vin" in row}
    for row in staged:
        plate = row.get("plate", "")
        if vehicle := row.get("vin") or vins.get(plate, "") or plate:
            row["vehicle"] = vehicle
