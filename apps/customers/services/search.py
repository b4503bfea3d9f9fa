"""Customers by any fragment people have at hand: name, pinyin, phone, plate, VIN tail, document or member number.

The database's function `customers_find` walks one index for each kind of detail and stops at `limit` rows of each;
a fragment too short for any index is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import stores_within
from apps.accounts.models import User
from apps.core.wording import masked_phone
from apps.customers.models import Customer
from apps.customers.rules.fragments import Fragment, read_fragment, read_number, read_pieces
from apps.customers.services.search_together import find_together

LIMIT = 20
LABELS = {
    "name": _("Name"),
    "phone": _("Phone"),
    "plate": _("Plate"),
    "vin": "VIN",
    "order": _("Document"),
    "member": _("Member number"),
    "": "",
}
FIND = """
SELECT found, what, grade
  FROM customers_find(%(stores)s::bigint[], %(name)s, %(pinyin)s, %(phone)s, %(plate)s, %(code)s, %(limit)s)
"""
DETAILS = """
SELECT c.id, c.name, c.kind, c.do_not_call, c.focus, p.number, v.plate, v.model, right(v.vin, 6), o.number
  FROM customers_customer c
  LEFT JOIN LATERAL (SELECT number FROM customers_phone WHERE customer_id = c.id AND validity <> 'invalid'
                      ORDER BY position, id LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT v.* FROM customers_vehiclerole r JOIN customers_vehicle v ON v.id = r.vehicle_id
                      WHERE r.customer_id = c.id ORDER BY r.id DESC LIMIT 1) v ON true
  LEFT JOIN LATERAL (SELECT number FROM customers_order WHERE customer_id = c.id AND state <> 'undone'
                      ORDER BY document_day DESC LIMIT 1) o ON true
 WHERE c.id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """A customer that was found: `what` says by which detail; the phone is masked."""

    id: int
    what: str
    name: str
    is_company: bool
    do_not_call: bool
    focus: bool
    phone: str
    plate: str
    model: str
    vin_tail: str
    order_number: str

    @property
    def label(self) -> str:
        return str(LABELS[self.what])


def is_long_enough(query: str) -> bool:
    """At least 2 Chinese characters, 3 Latin letters (with digits among them) or 4 digits."""
    return read_fragment(query) is not None


def search_customers(query: str, user: User, *, limit: int = LIMIT) -> list[CustomerHit]:
    """At most `limit` customers the person may see, the closest first; [] for too short a fragment.

    Whole names and numbers come before beginnings and endings, those before pieces in the middle; among equals each
    kind of detail has its turn, so that a hundred phones do not hide the one document. What is no single detail is
    read as several of one customer: 王 12345.
    """
    fragment = read_fragment(query)
    stores = stores_within(user, "customers.view")
    if fragment is None or not stores:
        return []
    found = find_customers(fragment, stores=stores, limit=limit)
    if not found and (number := read_number(query)):
        found = find_customers(number, stores=stores, limit=limit)
    if not found and (pieces := read_pieces(query)):
        together = find_together(
            pieces, find=lambda one, most: find_customers(one, stores=stores, limit=most)
        )
        found = dict(islice(together.items(), limit))
    return customer_lines(found)


def find_customers(fragment: Fragment, *, stores: list[int], limit: int = LIMIT) -> dict[int, str]:
    """At most `limit` customers of the stores with the kind of detail each was found by, the closest first."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, _parameters(fragment, stores=stores, limit=limit))
        return closest(cursor.fetchall(), limit=limit)


def closest(rows: Iterable[tuple[int, str, int]], *, limit: int) -> dict[int, str]:
    """The best of (customer, kind of detail, grade) rows: customer -> kind, in the order to be shown."""
    places: dict[tuple[str, int], int] = {}
    best: dict[int, tuple[int, int, int, str]] = {}
    order = list(LABELS)
    for customer, what, grade in rows:
        place = places[what, grade] = places.get((what, grade), 0) + 1
        rank = (grade, place, order.index(what), what)
        best[customer] = min(rank, best.get(customer, rank))
    ranked = sorted(best.items(), key=lambda item: item[1])
    return {customer: rank[3] for customer, rank in ranked[:limit]}


def _parameters(fragment: Fragment, *, stores: list[int], limit: int) -> dict[str, Any]:
    parts = {name: getattr(fragment, name) for name in ("name", "pinyin", "phone", "plate", "code")}
    return {"stores": stores, "limit": limit, **parts}


def customer_lines(found: dict[int, str]) -> list[CustomerHit]:
    """One line for each customer id, in the order given; the value says by which detail it was found."""
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute(DETAILS, {"ids": list(found)})
        details = {row[0]: row for row in cursor.fetchall()}
    return [_hit(details[pk], what=what) for pk, what in found.items() if pk in details]


def _hit(row: tuple[Any, ...], *, what: str) -> CustomerHit:
    pk, name, kind, do_not_call, focus, phone, plate, model, vin_tail, order_number = row
    return CustomerHit(
        id=pk,
        what=what,
        name=name,
        is_company=kind == Customer.Kind.COMPANY,
        do_not_call=do_not_call,
        focus=focus,
        phone=masked_phone((phone or "").partition("-")[0]),
        plate=plate or "",
        model=model or "",
        vin_tail=vin_tail or "",
        order_number=order_number or "",
    )
