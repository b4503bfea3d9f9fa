"""Paging by the last row seen: any depth costs what the first page costs, and nothing is counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

SIZE = 50


@dataclass(frozen=True)
class Slice:
    """Rows of one page and the mark that leads to the next ("" on the last)."""

    rows: list[Any]
    following: str


def slice_of(rows: Any, mark: str, *, by_due: bool) -> Slice:
    """One page of calls: by due moment (open work) or newest first. A mark that makes no sense is the first page."""
    rows = rows.order_by("duty__due_at", "pk") if by_due else rows.order_by("-pk")
    found = list(rows.filter(_past(mark, by_due=by_due))[: SIZE + 1])
    if len(found) <= SIZE:
        return Slice(found, "")
    last = found[SIZE - 1]
    return Slice(found[:SIZE], f"{last.duty.due_at.isoformat()}_{last.pk}" if by_due else f"_{last.pk}")


def _past(mark: str, *, by_due: bool) -> Q:
    moment, _sign, pk = mark.partition("_")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return Q()
    if not by_due:
        return Q(pk__lt=int(pk))
    try:
        at = datetime.fromisoformat(moment.replace(" ", "+"))
    except ValueError:
        return Q()
    if at.tzinfo is None:
        return Q()
    return Q(duty__due_at__gt=at) | Q(duty__due_at=at, pk__gt=int(pk))
