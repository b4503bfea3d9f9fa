"""Paging by the last row seen: any depth costs what the first page costs, and nothing is counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, F, Func, Q, Value

from apps.callbacks.services import call_lines

SIZE = 50
# Order -> the column walked and the id that tells equals apart; None: by age, the id alone.
ORDERS: dict[str, tuple[str | None, str]] = {
    "due": ("duty__due_at", "duty_id"),
    "promised": ("appointment_at", "pk"),
    "entered": (None, "pk"),
}
# The column of the id beside the moment in the index that is walked; the ORM itself would name the call's reference.
BESIDE = {"duty__due_at": '"duties_duty"."id"', "appointment_at": '"callbacks_callback"."id"'}


@dataclass(frozen=True)
class Slice:
    """Lines of one page and the mark that leads to the next ("" on the last)."""

    rows: list[Any]
    following: str


def slice_of(rows: Any, mark: str, *, order: str) -> Slice:
    """One page of calls in an order of ORDERS, backwards with "-" before it. A senseless mark is the first page."""
    column, key = ORDERS[order.lstrip("-")]
    sign = "-" if order.startswith("-") else ""
    ordered = rows.order_by(*(f"{sign}{name}" for name in (column, key) if name))
    found = call_lines(ordered.filter(_past(mark, column=column, key=key, down=bool(sign)))[: SIZE + 1])
    if len(found) <= SIZE:
        return Slice(found, "")
    last = found[SIZE - 1]
    at = {"due": last.duty.due_at, "promised": last.appointment_at}.get(order.lstrip("-"))
    number = last.duty.pk if key == "duty_id" else last.pk
    return Slice(found[:SIZE], f"{at.isoformat() if at else ''}_{number}")


def _past(mark: str, *, column: str | None, key: str, down: bool) -> Q:
    """Rows behind the mark, by one comparison of moment and id: the index starts there, however many are due alike."""
    moment, _sign, number = mark.partition("_")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return Q()
    if column is None:
        return Q(**{f"{key}__{'lt' if down else 'gt'}": int(number)})
    at = _moment(moment)
    if at is None:
        return Q()
    place = Func(Value(at), Value(int(number)), template="(%(expressions)s)")
    sides = f", {BESIDE[column]}) {'<' if down else '>'} "
    return Q(
        Func(F(column), place, template="(%(expressions)s", arg_joiner=sides, output_field=BooleanField())
    )


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return at if at.tzinfo else None
