"""Several details of one customer typed together: a surname and a plate, a name and the end of a phone (ux.md).

One detail is looked up by the indexes, the others are compared with the customers it finds: the longest first, and
the next where none of them agrees.
"""

from collections.abc import Callable, Sequence

from django.db import connection

from apps.customers.rules.fragments import Fragment, read_fragment

# How many customers one detail may find to be compared by the others.
CANDIDATES = 500
# Of a phone as much has to be typed here as alone: digit by digit nobody feels their way along a hidden number.
LEAST_OF_PHONE = 4
Find = Callable[[Fragment, int], dict[int, str]]
AGREES = """
SELECT c.id FROM customers_customer c
 WHERE c.id = ANY(%(ids)s) AND NOT EXISTS (
       SELECT 1 FROM unnest(%(pieces)s::text[]) piece
        WHERE strpos(c.name_key, piece) = 0 AND strpos(' ' || c.name_pinyin, ' ' || lower(piece)) = 0
          AND NOT EXISTS (
              SELECT 1 FROM customers_phone p
               WHERE p.customer_id = c.id AND length(piece) >= %(least)s AND strpos(p.number, piece) > 0)
          AND NOT EXISTS (
              SELECT 1 FROM customers_vehiclerole r JOIN customers_vehicle v ON v.id = r.vehicle_id
               WHERE r.customer_id = c.id AND (strpos(v.plate, piece) > 0 OR strpos(v.vin, piece) > 0))
          AND NOT EXISTS (
              SELECT 1 FROM customers_order o WHERE o.customer_id = c.id AND o.state <> 'undone'
                 AND strpos(translate(o.number, '-', ''), piece) > 0)
          AND NOT EXISTS (
              SELECT 1 FROM customers_member m
               WHERE m.customer_id = c.id AND strpos(translate(m.number, '-', ''), piece) > 0))
"""


def find_together(pieces: Sequence[str], *, find: Find) -> dict[int, str]:
    """Customers who agree with every piece, with the kind of detail they were found by, in the order of `find`."""
    for leader in sorted(pieces, key=len, reverse=True):
        fragment = read_fragment(leader)
        found = find(fragment, CANDIDATES) if fragment else {}
        agreeing = _agreeing(list(found), pieces=[piece for piece in pieces if piece != leader])
        if agreeing:
            return {customer: what for customer, what in found.items() if customer in agreeing}
    return {}


def _agreeing(ids: list[int], *, pieces: list[str]) -> set[int]:
    if not ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(AGREES, {"ids": ids, "pieces": pieces, "least": LEAST_OF_PHONE})
        return {customer for (customer,) in cursor.fetchall()}
