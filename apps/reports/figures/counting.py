"""All figures of a period by one SELECT per table family, then added up in memory (cost follows the period)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from apps.accounts.models import Store
from apps.core.worktime import Period
from apps.reports.figures.figure import DIM, NOBODY, Family, Figure
from apps.reports.figures.frame import Frame, Scope, part_text
from apps.reports.figures.marks import BROAD

Number = tuple[Decimal, Decimal | None]
Numbers = dict[tuple[str, str], Number]
ZERO = Decimal(0)
SLOT = "slot"


def count_figures(figures: Iterable[Figure], *, frame: Frame) -> Numbers:
    """Every figure's total and parts: (key, part) -> (counted, base). A part where all is zero is left out."""
    asked = tuple(figures)
    tally = Tally(asked)
    for family in _families(asked):
        for cell in _cells(family.marked(frame), family, asked, frame=frame, names=tuple(family.dims)):
            tally.add(cell, names=tuple(family.dims))
    return tally.numbers()


def count_periods(
    figures: Iterable[Figure], *, periods: Sequence[Period], store: Store
) -> dict[date, Numbers]:
    """Totals and broad parts of several adjoining periods by first day, one SELECT per family for all of them.

    Rule values are those of the last period, so that one line has one definition. Every family asked for needs a
    `clock`.
    """
    asked, wide = tuple(figures), _spanning(periods, store)
    tallies = {one.start: Tally(asked) for one in periods}
    for family in _families(asked):
        names = tuple(name for name in family.dims if name in BROAD)
        rows = family.marked(wide).annotate(**{SLOT: _slot(family, periods, store)})
        for cell in _cells(rows, family, asked, frame=wide, names=names, more=(SLOT,)):
            tallies[periods[cell[SLOT]].start].add(cell, names=names)
    return {start: tally.numbers() for start, tally in tallies.items()}


def _spanning(periods: Sequence[Period], store: Store) -> Frame:
    return Frame(Period(periods[-1].kind, periods[0].start, periods[-1].end), Scope(store))


def _slot(family: Family, periods: Sequence[Period], store: Store) -> Case:
    """Which of the periods a row belongs to, by the family's clock."""
    frames = [Frame(one, Scope(store)) for one in periods]
    bounds = [
        {f"{family.clock}__range": (frame.period.start, frame.period.end)}
        if family.by_day
        else {f"{family.clock}__gte": frame.since, f"{family.clock}__lt": frame.until}
        for frame in frames
    ]
    places = [When(**bound, then=Value(place)) for place, bound in enumerate(bounds)]
    return Case(*places, output_field=IntegerField())


class Tally:
    """Adds cells up to every figure's total and parts."""

    def __init__(self, figures: tuple[Figure, ...]) -> None:
        self.figures, self.tops, self.bases = figures, _blank(figures), _blank(figures)

    def add(self, cell: Mapping[str, Any], *, names: tuple[str, ...]) -> None:
        """One row of `_cells`: each figure's measures go to the whole and to the splits told apart by `names`."""
        known = set(names)
        wanted = {figure.shown_splits() for figure in self.figures}
        parts = {
            splits: tuple(_part(cell, split) for split in ((), *splits) if known.issuperset(split))
            for splits in wanted
        }
        for index, figure in enumerate(self.figures):
            mine = parts[figure.shown_splits()]
            _add(self.tops[figure.key], cell.get(f"top_{index}"), mine)
            _add(self.bases[figure.key], cell.get(f"base_{index}"), mine)

    def numbers(self) -> Numbers:
        return {
            (figure.key, part): (
                top,
                self.bases[figure.key].get(part, ZERO) if figure.is_ratio else None,
            )
            for figure in self.figures
            for part, top in _with_bases(figure, self.tops[figure.key], self.bases[figure.key]).items()
        }


def _blank(figures: tuple[Figure, ...]) -> dict[str, dict[str, Decimal]]:
    return {figure.key: defaultdict(Decimal, {"": ZERO}) for figure in figures}


def _with_bases(
    figure: Figure, tops: Mapping[str, Decimal], bases: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    parts = {*tops, *bases} if figure.is_ratio else set(tops)
    return {part: tops.get(part, ZERO) for part in sorted(parts)}


def _families(figures: tuple[Figure, ...]) -> list[Family]:
    found = {figure.family: None for figure in figures}
    return list(found | {figure.base_family: None for figure in figures if figure.base_family})


def _base_family(figure: Figure) -> Family | None:
    return (figure.base_family or figure.family) if figure.is_ratio else None


def _cells(
    rows: QuerySet[Any],
    family: Family,
    figures: tuple[Figure, ...],
    *,
    frame: Frame,
    names: tuple[str, ...],
    more: tuple[str, ...] = (),
) -> list[dict[str, Any]]:
    """One row for each combination of the dimensions `names`, with every measure beside."""
    measures: dict[str, Any] = {}
    for index, figure in enumerate(figures):
        if figure.family is family:
            measures[f"top_{index}"] = figure.measure(frame)
        if _base_family(figure) is family:
            measures[f"base_{index}"] = figure.base_measure(frame)
    groups = [*more, *(DIM + name for name in names)]
    if not groups:
        return [rows.aggregate(**measures)]
    return list(rows.values(*groups).annotate(**measures))


def _add(into: dict[str, Decimal], amount: int | Decimal | None, parts: Iterable[str]) -> None:
    if not amount:
        return
    for part in parts:
        into[part] += Decimal(amount)


def _part(cell: Mapping[str, Any], split: tuple[str, ...]) -> str:
    return part_text({name: _value(cell[DIM + name]) for name in split})


def _value(value: object) -> str:
    return NOBODY if value is None or value == "" else str(value)
