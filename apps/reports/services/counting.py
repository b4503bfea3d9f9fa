"""All numbers of a period with what stands beside them: the shape is told in `figures.frame`."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from apps.accounts.models import Department, Store
from apps.core.worktime import Period
from apps.reports.figures import BY_KEY, Figure, Frame, Numbers, ReportKind, Scope, count_figures, figures_of
from apps.reports.figures.counting import Number
from apps.reports.figures.marks import is_broad, is_own, marks_of
from apps.reports.figures.reported import reported
from apps.reports.figures.trends import Trends, periods_before
from apps.reports.figures.values import is_small


def figure_rows(
    kind: ReportKind,
    period: Period,
    store: Store,
    department: Department | None = None,
    *,
    at: datetime | None = None,
) -> list[dict[str, Any]]:
    """One row for each figure and part, in the catalogue's order: counted now, compared with what the submitted
    reports of earlier periods say, or with a count where there is none (S16, S17, S40). `at` is the moment of
    counting."""
    return Counting(kind, period, Scope(store, at=at), department).rows()


class Counting:
    def __init__(self, kind: ReportKind, period: Period, scope: Scope, department: Department | None) -> None:
        self.kind, self.period, self.store, self.department = kind, period, scope.store, department
        self.figures = figures_of(kind.code)
        self.frame = Frame(period, scope)
        self.few = self.frame.rule("figures.small_n")

    def rows(self) -> list[dict[str, Any]]:
        numbers = count_figures(self.figures, frame=self.frame)
        self.before, self.earlier = (
            self._compared(self.period.previous),
            self._compared(earlier_xun(self.period)),
        )
        self.trends = Trends(self.figures, self.period, store=self.store, told=self._trended())
        marks = marks_of([self.department]) if self.department else None
        return [
            self._row(key, part, number)
            for (key, part), number in numbers.items()
            if marks is None or is_own(part, marks)
        ]

    def _row(self, key: str, part: str, number: Number) -> dict[str, Any]:
        figure = BY_KEY[key]
        return {
            "key": key,
            "part": part,
            "numerator": number[0],
            "base": number[1],
            **_beside("previous", self.before, (key, part), number),
            **_beside("earlier", self.earlier, (key, part), number),
            "target": self._target(figure, part),
            "is_small": is_small(figure, number[1], few=self.few),
            "trend": self.trends.of(key, part, self.period, number),
        }

    def _target(self, figure: Figure, part: str) -> Decimal | None:
        if figure.target is None or not is_broad(part):
            return None
        wanted = self.frame.target(figure.target)
        return None if wanted is None else Decimal(wanted)

    def _compared(self, period: Period | None) -> Numbers | None:
        if period is None:
            return None
        told = self._told([period.start], [figure.key for figure in self.figures])
        if period.start in told:
            return told[period.start]
        return count_figures(self.figures, frame=Frame(period, Scope(self.store)))

    def _trended(self) -> Mapping[date, Numbers]:
        starts = [one.start for one in periods_before(self.period)[:-1]]
        return self._told(starts, [figure.key for figure in self.figures if figure.trended])

    def _told(self, starts: list[date], keys: list[str]) -> dict[date, Numbers]:
        return reported(
            self.kind.code, store=self.store, department=self.department, starts=starts, keys=keys
        )


def _beside(name: str, numbers: Numbers | None, at: tuple[str, str], number: Number) -> dict[str, Any]:
    """A part that did not occur then counts nothing."""
    if numbers is None:
        return {f"{name}_numerator": None, f"{name}_base": None}
    top, base = numbers.get(at, (0, None if number[1] is None else 0))
    return {f"{name}_numerator": top, f"{name}_base": base}


def earlier_xun(period: Period) -> Period | None:
    """The same ten days of the month before (S16); None for other kinds."""
    if period.kind != "xun":
        return None
    month = Period.containing("month", period.start).previous
    return Period.starting("xun", date(month.start.year, month.start.month, period.start.day))
