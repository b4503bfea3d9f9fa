"""Customers by any fragment people have at hand: name, pinyin, phone, plate, VIN tail, document or member number.

Every branch walks an index of 0003_search and stops at LIMIT rows; a fragment too short for any index is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.core.wording import masked_phone
from apps.customers.models import Customer

LIMIT = 20
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
LATIN = re.compile("[A-Za-z]")
DIGIT = re.compile("[0-9]")
NOISE = re.compile(r"[\s\-·.]+")
GRAM = {"name": 2, "phone": 4, "plate": 3}

LABELS = {
    "name": _("Name"),
    "phone": _("Phone"),
    "plate": _("Plate"),
    "vin": "VIN",
    "order": _("Document"),
    "member": _("Member number"),
    "": "",
}
CUSTOMER = "JOIN customers_customer c ON c.id = {column} AND c.store_id = ANY(%(stores)s) AND NOT c.undone"
BRANCHES = {
    "name": """SELECT c.id, 'name' AS what, 1 AS rank FROM customers_customer c
        WHERE customers_name_grams(c.name) @> %(name_grams)s AND strpos(lower(c.name), %(lower)s) > 0
          AND c.store_id = ANY(%(stores)s) AND NOT c.undone LIMIT %(limit)s""",
    "pinyin": """SELECT c.id, 'name', 2 FROM customers_customer c
        WHERE customers_pinyin_grams(c.name_pinyin) @> %(pinyin_grams)s
          AND strpos(' ' || c.name_pinyin, ' ' || %(lower)s) > 0
          AND c.store_id = ANY(%(stores)s) AND NOT c.undone LIMIT %(limit)s""",
    "phone_end": """SELECT c.id, 'phone', 1 FROM customers_phone p {customer}
        WHERE reverse(p.number) LIKE %(backwards)s LIMIT %(limit)s""",
    "phone_part": """SELECT c.id, 'phone', 2 FROM customers_phone p {customer}
        WHERE customers_number_grams(p.number) @> %(phone_grams)s AND strpos(p.number, %(bare)s) > 0 LIMIT %(limit)s""",
    "plate": """SELECT c.id, 'plate', 1 FROM customers_vehicle v
        JOIN customers_vehiclerole r ON r.vehicle_id = v.id {customer}
        WHERE customers_plate_grams(v.plate) @> %(plate_grams)s AND strpos(v.plate, %(upper)s) > 0 LIMIT %(limit)s""",
    "vin": """SELECT c.id, 'vin', 1 FROM customers_vehicle v
        JOIN customers_vehiclerole r ON r.vehicle_id = v.id {customer}
        WHERE reverse(v.vin) LIKE %(backwards)s LIMIT %(limit)s""",
    "order_start": """SELECT c.id, 'order', 1 FROM customers_order o {customer}
        WHERE o.number LIKE %(onwards)s AND o.state <> 'undone' LIMIT %(limit)s""",
    "order_end": """SELECT c.id, 'order', 2 FROM customers_order o {customer}
        WHERE reverse(o.number) LIKE %(number_backwards)s AND o.state <> 'undone' LIMIT %(limit)s""",
    "member_start": """SELECT c.id, 'member', 1 FROM customers_member m {customer}
        WHERE m.number LIKE %(onwards)s LIMIT %(limit)s""",
    "member_end": """SELECT c.id, 'member', 2 FROM customers_member m {customer}
        WHERE reverse(m.number) LIKE %(number_backwards)s LIMIT %(limit)s""",
}
COLUMN_OF = {
    "phone": "p.customer_id",
    "plate": "r.customer_id",
    "vin": "r.customer_id",
    "order": "o.customer_id",
    "member": "m.customer_id",
}
BEST = """
SELECT id, what FROM (SELECT DISTINCT ON (id) id, what, rank FROM (BRANCHES) found (id, what, rank)
       ORDER BY id, rank, what) best
 ORDER BY rank, id LIMIT %(limit)s
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
    text = NOISE.sub("", query)
    han, latin, digits = (len(kind.findall(text)) for kind in (HAN, LATIN, DIGIT))
    return han >= 2 or digits >= 4 or (latin > 0 and latin + digits >= 3) or (han > 0 and latin + digits >= 2)


def search_customers(query: str, user: User, *, limit: int = LIMIT) -> list[CustomerHit]:
    """At most `limit` customers the person may see, best kind of hit first; [] for too short a fragment."""
    stores = list(
        Customer.objects.visible_to(user)
        .values_list("store_id", flat=True)
        .order_by("store_id")
        .distinct()[:1]
    )
    if not stores or not is_long_enough(query):
        return []
    statement, params = found_statement(query, stores=stores, limit=limit)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found = dict(cursor.fetchall())
    return customer_lines(found)


def customer_lines(found: dict[int, str]) -> list[CustomerHit]:
    """One line for each customer id, in the order given; the value says by which detail it was found."""
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute(DETAILS, {"ids": list(found)})
        details = {row[0]: row for row in cursor.fetchall()}
    return [_hit(details[pk], what=what) for pk, what in found.items() if pk in details]


def found_statement(query: str, *, stores: list[int], limit: int = LIMIT) -> tuple[str, dict[str, Any]]:
    """The statement that finds customer ids, and its parameters; a union of one branch per kind of fragment."""
    params = _params(query, stores=stores, limit=limit)
    branches = []
    for name in _branches(query, params=params):
        column = COLUMN_OF.get(name.partition("_")[0], "")
        branches.append(f"({BRANCHES[name].format(customer=CUSTOMER.format(column=column))})")
    return BEST.replace("BRANCHES", " UNION ALL ".join(branches)), params


def _branches(query: str, *, params: dict[str, Any]) -> Iterator[str]:
    bare = params["bare"]
    digits, han = bare.isdigit(), bool(HAN.search(bare))
    if not digits:
        yield "name"
    if digits:
        yield from ("phone_end", "phone_part")
    elif not han and bare.isascii() and bare.isalpha():
        yield "pinyin"
    if params["plate_grams"] and len(bare) <= 8:
        yield "plate"
    if not han:
        if len(bare) >= 4:
            yield "vin"
        yield from ("order_start", "order_end", "member_start", "member_end")


def _params(query: str, *, stores: list[int], limit: int) -> dict[str, Any]:
    tidy = re.sub(r"\s+", "", query.strip())[:40]
    bare = NOISE.sub("", tidy)
    upper, number = bare.upper(), tidy.upper()
    lower = tidy.lower()
    return {
        "stores": stores,
        "limit": limit,
        "bare": bare,
        "upper": upper,
        "lower": lower,
        "name_grams": grams(lower, size=2),
        "phone_grams": grams(bare, size=4),
        "plate_grams": grams(upper, size=3),
        "pinyin_grams": grams(lower, size=3),
        "backwards": f"{_literal(upper[::-1])}%",
        "onwards": f"{_literal(number)}%",
        "number_backwards": f"{_literal(number[::-1])}%",
    }


def grams(text: str, *, size: int) -> list[str]:
    """All pieces of that length: ("张伟强", 2) -> 张伟, 伟强."""
    return [text[start : start + size] for start in range(len(text) - size + 1)]


def _literal(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


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
