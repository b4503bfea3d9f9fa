"""All figures of a period by one SELECT per table family, then added up in memory (cost follows the period)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Counted:
    """One side of a figure: an aggregate over its family's rows, over those alone that `only` picks."""

    measure: Aggregate
    only: tuple[tuple[str, tuple[int, ...]], ...] = ()


class Counting:
    """The SELECT of one family: its facts, and what each of the `sides` takes from a line with certain facts."""

    def __init__(self, sides: tuple[Counted, ...]) -> None:
        self.sides = sides
        self.facts = tuple(dict.fromkeys(fact for side in sides for fact, _values in side.only))
        self.measures = {f"measure_{n}": one for n, one in enumerate({side.measure: 0 for side in sides})}
        self._taken: dict[tuple[Any, ...], list[int | None]] = {}

    def lines(self, rows: QuerySet[Any], whose: tuple[str, ...]) -> Iterable[tuple[Any, ...]]:
        """For each combination that occurs: `whose` it is, its facts and every measure."""
        columns = [name if name == SLOT else DIM + name for name in (*whose, *self.facts)]
        if not columns:
            return [tuple(rows.aggregate(**self.measures).values())]
        return rows.values(*columns).annotate(**self.measures).values_list(*columns, *self.measures)

    def amounts(self, told: tuple[Any, ...]) -> list[Any]:
        """What facts and measures of a line come to on each side."""
        facts, found = told[: len(self.facts)], told[len(self.facts) :]
        if facts not in self._taken:
            self._taken[facts] = self._places(dict(zip(self.facts, facts, strict=True)))
        return [0 if place is None else found[place] or 0 for place in self._taken[facts]]

    def _places(self, facts: Mapping[str, Any]) -> list[int | None]:
        measures = list(self.measures.values())
        return [
            measures.index(side.measure) if all(facts[fact] in values for fact, values in side.only) else None
            for side in self.sides
        ]


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
    def places(self) -> dict[Family, dict[Counted, int]]:
        """What is counted of each family, with its place in the sums: figures that ask for the same share it."""
        found: dict[Family, dict[Counted, int]] = {family: {} for family in self.families}
        for sides in self._sides.values():
            for family, side in sides:
                found[family].setdefault(side, len(found[family]))
        return found

    @cached_property
    def _sides(self) -> dict[str, list[tuple[Family, Counted]]]:
        """Numerator and base of each figure: in which family, and how; a plain count has no base."""
        found = {}
        for figure in self.figures:
            found[figure.key] = [
                (figure.family, Counted(figure.measure(self.frame), tuple(figure.only.items())))
            ]
            base = figure.base_measure(self.frame) if figure.is_ratio else None
            if base is not None:
                side = Counted(base, tuple(figure.only_of.items()))
                found[figure.key].append((figure.base_family or figure.family, side))
        return found

    def count(
        self, family: Family, rows: QuerySet[Any], *, names: tuple[str, ...], by_slot: bool = False
    ) -> None:
        """One SELECT: a line for each combination of the period, the dimensions `names` and the facts asked for."""
        counting = Counting(tuple(self.places[family]))
        whose = (*([SLOT] if by_slot else []), *names)
        lines: dict[tuple[Any, ...], list[Any]] = {}
        for line in counting.lines(rows, whose):
            _add(lines, line[: len(whose)], counting.amounts(line[len(whose) :]))
        if not by_slot:
            lines = {(None, *line): amounts for line, amounts in lines.items()}
        self._split(family, names, lines)

    def _split(
        self, family: Family, names: tuple[str, ...], lines: Mapping[tuple[Any, ...], list[Any]]
    ) -> None:
        """Add the lines up to the whole and to the parts that figures counted here show."""
        for split in self._splits(family, names):
            places = [0, *(names.index(name) + 1 for name in split)]
            found: dict[tuple[Any, ...], list[Any]] = {}
            for line, amounts in lines.items():
                _add(found, tuple([line[place] for place in places]), amounts)
            for (slot, *values), amounts in found.items():
                part = part_text({name: _value(one) for name, one in zip(split, values, strict=True)})
                _add(self.sums.setdefault((family, slot), {}).setdefault(split, {}), part, amounts)

    def _splits(self, family: Family, names: tuple[str, ...]) -> list[Split]:
        """As far as `names` tell parts apart; the whole first."""
        wanted = {
            split: None
            for figure in self.figures
            if family in (figure.family, figure.base_family)
            for split in figure.shown_splits()
            if set(names).issuperset(split)
        }
        return [(), *wanted]

    def numbers(self, slot: int | None = None) -> Numbers:
        """What was counted: the whole of each figure, and the parts where there was something."""
        found: Numbers = {}
        for figure in self.figures:
            tops, *bases = (self._found(figure, *side, slot) for side in self._sides[figure.key])
            for part in sorted({"", *tops, *(part for base in bases for part in base)}):
                base = bases[0].get(part, ZERO) if bases else None
                found[figure.key, part] = (tops.get(part, ZERO), base)
        return found

    def _found(self, figure: Figure, family: Family, side: Counted, slot: int | None) -> dict[str, Decimal]:
        place, sums = self.places[family][side], self.sums.get((family, slot), {})
        return {
            part: Decimal(amounts[place])
            for split in ((), *figure.shown_splits())
            for part, amounts in sums.get(split, {}).items()
            if amounts[place]
        }


def _add(sums: dict[Any, list[Any]], key: Any, amounts: list[Any]) -> None:
    before = sums.get(key)
    sums[key] = amounts if before is None else [a + b for a, b in zip(before, amounts, strict=True)]


def _value(value: object) -> str:
    return NOBODY if value is None or value == "" else str(value)
