"""The thirteen periods that end with a report's own: as their reports said, the others counted in one pass (S17)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from apps.accounts.models import Store
from apps.core.worktime import Period
from apps.reports.figures.counting import Number, Numbers, count_periods
from apps.reports.figures.figure import Figure
from apps.reports.figures.marks import is_broad

POINTS = 13


def periods_before(period: Period, *, count: int = POINTS) -> list[Period]:
    """The `count` periods that end with this one, oldest first."""
    found = [period]
    while len(found) < count:
        found.append(found[-1].previous)
    return found[::-1]


class Trends:
    """Numbers of the earlier periods for figures with `trended`; `told` is what their own reports said."""

    def __init__(
        self, figures: Sequence[Figure], period: Period, *, store: Store, told: Mapping[date, Numbers]
    ) -> None:
        self.keys = {figure.key for figure in figures if figure.trended}
        self.earlier = periods_before(period)[:-1]
        asked = [figure for figure in figures if figure.trended]
        untold = [one for one in self.earlier if one.start not in told]
        counted = count_periods(asked, periods=_run_of(untold), store=store) if asked and untold else {}
        self.numbers = {**counted, **told}

    def of(self, key: str, part: str, period: Period, number: Number) -> list[list[Any]]:
        """Thirteen points [first day, counted, base] with this period's own number last; [] for other figures."""
        if key not in self.keys or not is_broad(part):
            return []
        blank = (0, None if number[1] is None else 0)
        past = [(one.start, self.numbers.get(one.start, {}).get((key, part), blank)) for one in self.earlier]
        return [_point(start, one) for start, one in [*past, (period.start, number)]]


def _run_of(periods: list[Period]) -> list[Period]:
    """These periods with all that lie between them: one stretch of time without gaps."""
    found = [periods[0]]
    while found[-1].start < periods[-1].start:
        found.append(found[-1].next)
    return found


def _point(start: date, number: Number) -> list[Any]:
    return [start.isoformat(), *(None if one is None else f"{Decimal(one).normalize():f}" for one in number)]
