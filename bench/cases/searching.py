"""Goal 7: a customer among a million is found by any piece as fast, nearly, as a btree finds a beginning.

The pieces are cut from customers of the house, evenly spread: pieces of names from anywhere in them, last and middle
digits of phones, pieces of plates, VIN tails, document numbers, full pinyin and initials, and some that nobody has.
Each side looks every piece up twice and keeps the second time; its seconds are the 95th percentile.
"""

import time
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from django.db import connection

from bench import big_house
from bench.frame import Case, Measured, Most, Ratio, in_own_process, timed

ROWS = 1_000_000
CUSTOMERS = 60
ABSENT = ("鎏焱", "焱鎏", "洋鎏敏", "鎏鎏")
SCANNED = "SELECT COALESCE(sum(seq_scan), 0) FROM pg_stat_user_tables WHERE relname LIKE 'customers\\_%'"
SAMPLE = """
SELECT c.name, split_part(c.name_pinyin, ' ', 2), p.number, v.plate, v.vin, o.number
  FROM customers_customer c JOIN customers_phone p ON p.customer_id = c.id JOIN customers_vehicle v ON v.id = c.id
  JOIN customers_order o ON o.customer_id = c.id WHERE c.id = ANY(%s) AND length(c.name) > 2 ORDER BY c.id
"""
OURS = "c.store_id = ANY(%(stores)s::bigint[]) AND NOT c.undone AND c.erased_at IS NULL LIMIT 20"
BY_NAME = f"SELECT c.id FROM customers_customer c WHERE c.name_key LIKE %(start)s AND {OURS}"
BY_PHONE = f"""
SELECT c.id FROM customers_phone p JOIN customers_customer c ON c.id = p.customer_id
 WHERE reverse(p.number) LIKE %(end)s AND {OURS}
"""
BY_LIKE = f"SELECT c.id FROM customers_customer c WHERE c.name_key LIKE %(inside)s AND {OURS}"


class Searching(Case):
    key = "7"
    title = "Find one of 1 000 000 customers by any piece"
    goals = (
        Ratio("piece", to="beginning", at_most=4, title="95th percentile, any piece to a btree's beginning"),
        Ratio(
            "whole search", to="beginning, shown", at_most=4, title="the same with the lines that are shown"
        ),
        Ratio(
            "nobody", to="LIKE, nobody", at_most=1, title="a hundred pieces nobody has to one of them by LIKE"
        ),
        Most("piece", fact="scans", at_most=0, title="tables walked from end to end"),
    )

    def prepare(self) -> None:
        self.house = big_house.house(self.rows(ROWS))

    def sides(self) -> Mapping[str, Callable[[], Measured]]:
        return {
            "beginning": lambda: self._run("beginnings", shown=False),
            "piece": lambda: self._run("pieces", shown=False),
            "beginning, shown": lambda: self._run("beginnings", shown=True),
            "whole search": lambda: self._run("pieces", shown=True),
            "LIKE, nobody": lambda: self._run("nobody_by_like"),
            "nobody": lambda: self._run("nobody"),
        }

    def _run(self, side: str, **given: Any) -> Measured:
        return in_own_process(f"bench.cases.searching:{side}", database=self.house, **given)


def fragments() -> list[str]:
    """Pieces of customers that are there."""
    chance = Random(7)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM customers_customer")
        last = cursor.fetchone()[0]
        cursor.execute(SAMPLE, [[1 + no * (last // CUSTOMERS) for no in range(CUSTOMERS)]])
        return [piece for row in cursor.fetchall() for piece in _pieces(chance, *row)]


def _pieces(
    chance: Random, name: str, initials: str, phone: str, plate: str, vin: str, order: str
) -> list[str]:
    start = chance.randrange(len(name) - 1)
    pieces = [
        name[start : start + 2],
        name[:3],
        phone[-4:],
        phone[3:9],
        plate[-4:],
        plate[2:6],
        vin[-6:],
        order[-7:],
    ]
    return pieces + ([initials] if len(initials) >= 3 else []) + [order, phone]


def beginnings(*, shown: bool) -> Measured:
    """What a search could do that knows beginnings of names and endings of phones only."""
    from apps.customers.services import customer_lines

    stores = _stores()

    def look_up(piece: str) -> None:
        given = {"start": f"{piece}%", "end": f"{piece[::-1]}%", "stores": stores}
        with connection.cursor() as cursor:
            cursor.execute(BY_PHONE if piece.isdigit() else BY_NAME, given)
            found = {row[0]: "" for row in cursor.fetchall()}
        if shown:
            customer_lines(found)

    return _percentile(look_up, fragments())


def pieces(*, shown: bool) -> Measured:
    from apps.accounts.models import User
    from apps.customers.rules.fragments import read_fragment
    from apps.customers.services import search_customers
    from apps.customers.services.search import find_customers

    user, stores = User.objects.get(username="crowd_manager"), _stores()

    def look_up(piece: str) -> None:
        fragment = read_fragment(piece)
        if shown:
            search_customers(piece, user)
        elif fragment is not None:
            find_customers(fragment, stores=stores)

    found = fragments()
    for piece in found[:20]:
        look_up(piece)
    before = _scans()
    measured = _percentile(look_up, found)
    return Measured(measured.seconds, {"scans": _scans() - before})


def nobody() -> Measured:
    """A hundred look-ups."""
    from apps.customers.rules.fragments import read_fragment
    from apps.customers.services.search import find_customers

    stores = _stores()
    wanted = [read_fragment(piece) for piece in ABSENT * (100 // len(ABSENT))]
    find_customers(wanted[0], stores=stores)
    return timed(lambda: [find_customers(fragment, stores=stores) for fragment in wanted])


def nobody_by_like() -> Measured:
    stores = _stores()

    def look_up(piece: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(BY_LIKE, {"inside": f"%{piece}%", "stores": stores})
            cursor.fetchall()

    return _percentile(look_up, ABSENT)


def _percentile(look_up: Callable[[str], object], pieces_: list[str] | tuple[str, ...]) -> Measured:
    """The 95th percentile of the second look-ups."""
    taken = []
    for piece in pieces_:
        look_up(piece)
        began = time.perf_counter()
        look_up(piece)
        taken.append(time.perf_counter() - began)
    return Measured(sorted(taken)[int(len(taken) * 0.95)])


def _stores() -> list[int]:
    from apps.accounts.models import Store

    return [Store.objects.get(code=big_house.CODE).pk]


def _scans() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(SCANNED)
        return float(cursor.fetchone()[0])
