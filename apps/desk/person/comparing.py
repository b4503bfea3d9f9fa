"""Two files side by side: what each says, which of the two is taken, and how much hangs on either."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from django.db import connection
from django.utils.translation import gettext as _

from apps.core.wording import masked_phone
from apps.customers.models import Customer, Order, Vehicle
from apps.customers.services import MERGE_FIELDS

SHOWN = 3
WEIGHTS = """
SELECT c.id, (SELECT count(*) FROM customers_phone WHERE customer_id = c.id AND number <> ''),
       (SELECT count(DISTINCT vehicle_id) FROM customers_vehiclerole WHERE customer_id = c.id),
       (SELECT count(*) FROM customers_order WHERE customer_id = c.id AND state <> 'undone'),
       (SELECT count(*) FROM customers_member WHERE customer_id = c.id),
       (SELECT count(*) FROM callbacks_callback WHERE customer_id = c.id),
       (SELECT count(*) FROM complaints_complaint WHERE customer_id = c.id)
  FROM customers_customer c WHERE c.id = ANY(%s)
"""


@dataclass(frozen=True)
class Compared:
    """One detail of both files; `taken` is "kept" or "gone"."""

    name: str
    label: str
    kept: str
    gone: str
    taken: str

    @property
    def differs(self) -> bool:
        return self.kept != self.gone


def compared(kept: Customer, gone: Customer, *, chosen: Mapping[str, str]) -> list[Compared]:
    """Every detail; what was chosen holds, else the kept file's word unless it has none."""
    rows = []
    for name in MERGE_FIELDS:
        ours, theirs = _words(kept, name), _words(gone, name)
        default = "gone" if theirs and not ours else "kept"
        label = str(Customer._meta.get_field(name).verbose_name)
        rows.append(Compared(name, label, ours, theirs, chosen.get(f"take-{name}", default)))
    return rows


@dataclass(frozen=True)
class Weight:
    """How much of one kind hangs on a file, and the latest of it by which people tell two files apart."""

    count: int
    latest: tuple[str, ...] = ()


def weights(kept: Customer, gone: Customer) -> list[tuple[str, Weight, Weight]]:
    """What hangs on either file: (what, kept's, gone's); numbers are masked."""
    with connection.cursor() as cursor:
        cursor.execute(WEIGHTS.strip(), [[kept.pk, gone.pk]])
        found = {pk: counts for pk, *counts in cursor.fetchall()}
    labels = [_("Phones"), _("Vehicles"), _("Documents"), _("Memberships"), _("Calls"), _("Complaints")]
    sides = [
        [Weight(*one) for one in zip_longest(found[customer.pk], _latest(customer), fillvalue=())]
        for customer in (kept, gone)
    ]
    return list(zip(labels, *sides, strict=True))


def _latest(customer: Customer) -> list[tuple[str, ...]]:
    """Phones, vehicles, documents and memberships."""
    phones = [masked_phone(one.number) for one in customer.phones.all() if one.number]
    roles = customer.vehicle_roles.select_related("vehicle").order_by("-pk")
    cars = dict.fromkeys(_car(role.vehicle) for role in roles[:SHOWN])
    orders = customer.orders.exclude(state=Order.State.UNDONE).order_by("-document_day", "-pk")[:SHOWN]
    members = customer.memberships.order_by("-pk")[:SHOWN]
    documents = tuple(f"{order.number} {order.document_day:%Y-%m-%d}" for order in orders)
    return [tuple(phones[:SHOWN]), tuple(cars), documents, tuple(map(str, members))]


def _car(vehicle: Vehicle) -> str:
    return " ".join(dict.fromkeys(filter(None, (str(vehicle), vehicle.model))))


def _words(customer: Customer, name: str) -> str:
    shown = getattr(customer, f"get_{name}_display", None)
    value = shown() if shown and getattr(customer, name) else getattr(customer, name)
    return "" if value is None else str(value)
