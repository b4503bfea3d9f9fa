"""Calls as flat lines for lists: one query brings all a line shows, and no model is built from it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Field, Func, QuerySet
from django.utils.translation import get_language

from apps.callbacks.models import Callback


class Due(NamedTuple):
    """Of a duty, what its mark is made from."""

    pk: int
    due_at: datetime
    due_day: date
    clock: bool
    state: str
    settled_at: datetime | None


class CallLine(NamedTuple):
    """A call as it stands in a list: `tries` dials so far, the last of them at `last_at` with `last_outcome`."""

    pk: int
    kind: str
    state: str
    appointment_at: datetime | None
    customer_id: int
    name: str
    do_not_call: bool
    plate: str
    model: str
    order_kind: str
    document_day: date | None
    title: str
    owner: str
    department: str
    tries: int
    last_at: datetime | None
    last_outcome: str
    duty: Due

    @property
    def is_open(self) -> bool:
        return self.state in Callback.OPEN

    @property
    def kind_label(self) -> str:
        return str(KINDS.get(self.kind, self.kind))

    @property
    def state_label(self) -> str:
        return str(STATES.get(self.state, self.state))


KINDS = dict(Callback.Kind.choices)
STATES = dict(Callback.State.choices)
COLUMNS = (
    "pk", "kind", "state", "appointment_at", "customer_id", "customer_told", "vehicle_told", "order_told",
    "duty__title", "owner_told", "department_told", "last", "duty_id", "duty__due_at", "duty__due_day",
    "duty__clock", "duty__state", "duty__settled_at",
)  # fmt: skip
# Each asked for by its key beside the row: joins would have to be planned against each other for every page.
BESIDE = {
    "customer_told": (
        "customer_id",
        "(SELECT ARRAY[name, do_not_call::text] FROM customers_customer WHERE id = %(expressions)s)",
    ),
    "vehicle_told": (
        "vehicle_id",
        "(SELECT ARRAY[plate, model] FROM customers_vehicle WHERE id = %(expressions)s)",
    ),
    "order_told": (
        "order_id",
        "(SELECT ARRAY[kind, document_day::text] FROM customers_order WHERE id = %(expressions)s)",
    ),
    "owner_told": (
        "duty__owner_id",
        "(SELECT COALESCE(NULLIF(name, ''), username) FROM accounts_user WHERE id = %(expressions)s)",
    ),
    "department_told": (
        "duty__department_id",
        "(SELECT name FROM accounts_department WHERE id = %(expressions)s)",
    ),
}
# Of the attempts of a call: their number, the moment of the last one and how it ended.
LAST = """
(SELECT ARRAY[(count(*) OVER ())::text, a.started_at::text, o.%(name)s]
  FROM callbacks_attempt a JOIN callbacks_outcome o ON o.id = a.outcome_id
 WHERE a.callback_id = %(expressions)s ORDER BY a.started_at DESC, a.id DESC LIMIT 1)
"""
UNTRIED = ("0", "", "")
NOTHING = ("", "")


def call_lines(rows: QuerySet[Callback]) -> list[CallLine]:
    """The calls of the queryset (sliced, or it is all of them) as lines, in its order."""
    name = "name_en" if get_language() == "en" else "name_zh"
    beside = {key: Func(column, template=sql, output_field=Field()) for key, (column, sql) in BESIDE.items()}
    last = Func("pk", template=LAST, name=name, output_field=Field())
    return list(_lines(rows.annotate(last=last, **beside).values_list(*COLUMNS)))


def _lines(rows: Any) -> Iterator[CallLine]:
    for row in rows:
        (pk, kind, state, appointment_at, customer_id, customer, vehicle, order, title, owner, department, last,
         *due) = row  # fmt: skip
        name, silent = customer
        plate, model = vehicle or NOTHING
        order_kind, day = order or NOTHING
        tries, last_at, outcome = last or UNTRIED
        yield CallLine(
            pk,
            kind,
            state,
            appointment_at,
            customer_id,
            name,
            silent == "true",
            plate or "",
            model or "",
            order_kind or "",
            date.fromisoformat(day) if day else None,
            title,
            owner or "",
            department or "",
            int(tries),
            datetime.fromisoformat(last_at) if last_at else None,
            outcome,
            Due(*due),
        )
