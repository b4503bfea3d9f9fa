"""Paging by the last row seen: any depth costs what the first page costs, and nothing is counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from apps.callbacks.services import call_lines

SIZE = 50
# Order -> the column walked and the id that tells equals apart; None: by age, the id alone.
ORDERS: dict[str, tuple[str | None, str]] = {
    "due": ("duty__due_at", "duty_id"),
    "promised": ("appointment_at", "pk"),
    "entered": (None, "pk"),
}


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
    """Rows behind the mark. The column's own bound stands alone, so that the index starts there."""
    moment, _sign, number = mark.partition("_")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return Q()
    beyond = "lt" if down else "gt"
    later = Q(**{f"{key}__{beyond}": int(number)})
    if column is None:
        return later
    at = _moment(moment)
    if at is None:
        return Q()
    return Q(**{f"{column}__{beyond}e": at}) & (Q(**{f"{column}__{beyond}": at}) | later)


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return at if at.tzinfo else None
