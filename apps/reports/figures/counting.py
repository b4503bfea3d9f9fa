"""All figures of a period by one SELECT per table family, then added up in memory (cost follows the period)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from apps.reports.figures.figure import DIM, NOBODY, Family, Figure
from apps.reports.figures.frame import Frame, part_text

Number = tuple[Decimal, Decimal | None]
Numbers = dict[tuple[str, str], Number]
ZERO = Decimal(0)


def count_figures(figures: Iterable[Figure], *, frame: Frame) -> Numbers:
    """Every figure's total and parts: (key, part) -> (counted, base). A part where all is zero is left out."""
    asked = tuple(figures)
    tops, bases = _blank(asked), _blank(asked)
    for family in _families(asked):
        for cell in _cells(family, asked, frame=frame):
            _add_cell(cell, asked, family=family, tops=tops, bases=bases)
    return {
        (figure.key, part): (top, bases[figure.key].get(part, ZERO) if figure.is_ratio else None)
        for figure in asked
        for part, top in _with_bases(figure, tops[figure.key], bases[figure.key]).items()
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


def _cells(family: Family, figures: tuple[Figure, ...], *, frame: Frame) -> list[dict[str, Any]]:
    """One row for each combination of the family's dimensions, with every measure beside."""
    measures: dict[str, Any] = {}
    for index, figure in enumerate(figures):
        if figure.family is family:
            measures[f"top_{index}"] = figure.measure(frame)
        if _base_family(figure) is family:
            measures[f"base_{index}"] = figure.base_measure(frame)
    if not family.dims:
        return [family.marked(frame).aggregate(**measures)]
    names = [DIM + name for name in family.dims]
    return list(family.marked(frame).values(*names).annotate(**measures))


def _add_cell(
    cell: dict[str, Any],
    figures: tuple[Figure, ...],
    *,
    family: Family,
    tops: dict[str, dict[str, Decimal]],
    bases: dict[str, dict[str, Decimal]],
) -> None:
    for index, figure in enumerate(figures):
        splits = ((), *figure.shown_splits())
        _add(tops[figure.key], cell, cell.get(f"top_{index}"), splits)
        _add(bases[figure.key], cell, cell.get(f"base_{index}"), splits)


def _add(
    into: dict[str, Decimal],
    cell: dict[str, Any],
    amount: int | Decimal | None,
    splits: Iterable[tuple[str, ...]],
) -> None:
    if not amount:
        return
    for split in splits:
        into[part_text({name: _value(cell[DIM + name]) for name in split})] += Decimal(amount)


def _value(value: object) -> str:
    return NOBODY if value is None or value == "" else str(value)
