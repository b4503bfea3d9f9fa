"""All stores beside each other, for whoever reads every store: the main figures of the running period."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from apps.accounts.models import Store
from apps.core.worktime import Period
from apps.reports.figures import BY_KEY, Figure, Frame, Numbers, ReportKind, Scope, count_figures
from apps.reports.figures.values import Value
from apps.reports.services.notes import day_of
from apps.reports.views.sheet import Cell


@dataclass(frozen=True)
class StoreLine:
    """A store's figures; `current` is the one whose sheet stands below."""

    store: Store | None
    url: str
    current: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class SideBySide:
    columns: tuple[Figure, ...]
    lines: tuple[StoreLine, ...]
    total: StoreLine


def side_by_side(
    kind: ReportKind, stores: Iterable[Store], *, chosen: Store, now: datetime
) -> SideBySide | None:
    """The headlines of a kind for each store's running period, and what they come to together; rates are added up by
    what they count. None with fewer than two stores. One SELECT per table family and store."""
    found = {store: _count(kind, store, now=now) for store in stores}
    if len(found) < 2:
        return None
    figures = _figures(kind)
    lines = tuple(
        StoreLine(
            store,
            f"?{urlencode({'store': store.code})}",
            store == chosen,
            tuple(Cell(_value(one, numbers, frame), "") for one in figures),
        )
        for store, (frame, numbers) in found.items()
    )
    total = tuple(Cell(_sum([line.cells[n].value for line in lines]), "") for n in range(len(figures)))
    return SideBySide(figures, lines, StoreLine(None, "", False, total))


def _figures(kind: ReportKind) -> tuple[Figure, ...]:
    return tuple(BY_KEY[key] for key in kind.headlines)


def _count(kind: ReportKind, store: Store, *, now: datetime) -> tuple[Frame, Numbers]:
    period = Period.containing(kind.span, day_of(store, now))
    frame = Frame(period, Scope(store, at=now))
    return frame, count_figures(_figures(kind), frame=frame)


def _value(figure: Figure, numbers: Numbers, frame: Frame) -> Value:
    top, base = numbers[figure.key, ""]
    target = frame.target(figure.target) if figure.target else None
    return Value(figure, "", top, base, target=None if target is None else Decimal(target))


def _sum(values: list[Value | None]) -> Value:
    """All stores as one; without a target, since each has its own."""
    known = [value for value in values if value is not None]
    bases = [value.base for value in known if value.base is not None]
    top = sum((value.numerator for value in known), Decimal(0))
    return replace(known[0], numerator=top, base=sum(bases, Decimal(0)) if bases else None, target=None)
