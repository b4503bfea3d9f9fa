"""All figures of a period by one SELECT per table family, then added up in memory (cost follows the period)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.aggregates import Aggregate

from apps.accounts.models import Store
from apps.core.worktime import Period
from apps.reports.figures.figure import DIM, NOBODY, Family, Figure
from apps.reports.figures.frame import Frame, Scope, part_text
from apps.reports.figures.marks import BROAD

Number = tuple[Decimal, Decimal | None]
Numbers = dict[tuple[str, str], Number]
Split = tuple[str, ...]
Sums = dict[Split, dict[str, list[Any]]]
ZERO = Decimal(0)
SLOT = "slot"


def count_figures(figures: Iterable[Figure], *, frame: Frame) -> Numbers:
    """Every figure's total and parts: (key, part) -> (counted, base). A part where all is zero is left out."""
    asked = Asked(tuple(figures), frame)
    for family in asked.families:
        asked.count(family, family.marked(frame), names=tuple(family.dims))
    return asked.numbers()


def count_periods(
    figures: Iterable[Figure], *, periods: Sequence[Period], store: Store
) -> dict[date, Numbers]:
    """Totals and broad parts of several adjoining periods by first day, one SELECT per family for all of them.

    Rule values are those of the last period, so that one line has one definition. Every family asked for needs a
    `clock`.
    """
    asked = Asked(tuple(figures), _spanning(periods, store))
    for family in asked.families:
        names = tuple(name for name in family.dims if name in BROAD)
        rows = family.marked(asked.frame).annotate(**{SLOT: _slot(family, periods, store)})
        asked.count(family, rows, names=names, by_slot=True)
    return {one.start: asked.numbers(slot) for slot, one in enumerate(periods)}


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


class Asked:
    """The figures asked for and what was counted for them: for each family and period the sums of its parts."""

    def __init__(self, figures: tuple[Figure, ...], frame: Frame) -> None:
        self.figures, self.frame = figures, frame
        self.sums: dict[tuple[Family, int | None], Sums] = {}

    @cached_property
    def families(self) -> list[Family]:
        found = {figure.family: None for figure in self.figures}
        return list(found | {figure.base_family: None for figure in self.figures if figure.base_family})

    @cached_property
    def measures(self) -> dict[Family, dict[Aggregate, int]]:
        """Each family's aggregates with their places: figures that ask for the same share one."""
        found: dict[Family, dict[Aggregate, int]] = {family: {} for family in self.families}
        for figure in self.figures:
            for family, measure in self._sides[figure.key]:
                if measure is not None:
                    found[family].setdefault(measure, len(found[family]))
        return found

    @cached_property
    def _sides(self) -> dict[str, tuple[tuple[Family, Aggregate | None], tuple[Family, Aggregate | None]]]:
        """Numerator and base of each figure: who counts it, and how; a plain count has no base."""
        return {
            figure.key: (
                (figure.family, figure.measure(self.frame)),
                (
                    figure.base_family or figure.family,
                    figure.base_measure(self.frame) if figure.is_ratio else None,
                ),
            )
            for figure in self.figures
        }

    def count(
        self, family: Family, rows: QuerySet[Any], *, names: tuple[str, ...], by_slot: bool = False
    ) -> None:
        """One SELECT: a line for each combination of the dimensions `names`, every measure beside."""
        groups = [*([SLOT] if by_slot else []), *(DIM + name for name in names)]
        measures = {f"measure_{place}": one for one, place in self.measures[family].items()}
        splits = self._splits(family, names)
        for cell in _cells(rows, groups, measures):
            slot = cell[0] if by_slot else None
            sums = self.sums.setdefault((family, slot), defaultdict(dict))
            known = dict(zip(names, cell[by_slot:], strict=False))
            _add(sums, known, [one or 0 for one in cell[len(groups) :]], splits)

    def _splits(self, family: Family, names: tuple[str, ...]) -> list[Split]:
        """The splits that figures counted here show, as far as `names` tell them apart; the whole first."""
        wanted = {
            split: None
            for figure in self.figures
            if family in (figure.family, figure.base_family)
            for split in figure.shown_splits()
            if set(names).issuperset(split)
        }
        return [(), *wanted]

    def numbers(self, slot: int | None = None) -> Numbers:
        return {
            (figure.key, part): (top, base if figure.is_ratio else None)
            for figure in self.figures
            for part, top, base in sorted(self._parts(figure, slot))
        }

    def _parts(self, figure: Figure, slot: int | None) -> Iterator[tuple[str, Decimal, Decimal]]:
        """The whole, and the parts where something was counted."""
        tops, bases = (self._found(figure, *side, slot) for side in self._sides[figure.key])
        for part in {"", *tops, *bases}:
            yield part, tops.get(part, ZERO), bases.get(part, ZERO)

    def _found(
        self, figure: Figure, family: Family, measure: Aggregate | None, slot: int | None
    ) -> Mapping[str, Decimal]:
        if measure is None:
            return {}
        place, sums = self.measures[family][measure], self.sums.get((family, slot), {})
        return {
            part: Decimal(vector[place])
            for split in ((), *figure.shown_splits())
            for part, vector in sums.get(split, {}).items()
            if vector[place]
        }


def _cells(
    rows: QuerySet[Any], groups: Sequence[str], measures: Mapping[str, Aggregate]
) -> Iterable[tuple[Any, ...]]:
    if not groups:
        return [tuple(rows.aggregate(**measures).values())]
    return rows.values(*groups).annotate(**measures).values_list(*groups, *measures)


def _add(sums: Sums, known: Mapping[str, Any], amounts: list[Any], splits: Iterable[Split]) -> None:
    for split in splits:
        part = part_text({name: _value(known[name]) for name in split})
        before = sums[split].get(part)
        sums[split][part] = (
            amounts if before is None else [a + b for a, b in zip(before, amounts, strict=True)]
        )


def _value(value: object) -> str:
    return NOBODY if value is None or value == "" else str(value)
