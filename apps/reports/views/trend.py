"""The charts of a report: thirteen periods of each leading figure with its target, complaints by category."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from apps.core.worktime import Period
from apps.reports.figures.trends import periods_before
from apps.reports.figures.values import Value
from apps.reports.models import SatisfactionScore
from apps.reports.views.drawing import Bars, Lines, draw_bars, draw_lines
from apps.reports.views.sheet import Sheet

MOST_BARS = 10
MOST_TRENDS = 6


@dataclass(frozen=True)
class ChartPlan:
    """A chart with the table it is drawn from: `columns` name the series, rows hold label, values and link."""

    kind: str
    title: str
    columns: list[str]
    rows: list[dict[str, Any]]
    unit: str = ""
    target: Decimal | None = None
    target_text: str = ""
    near: bool = False

    @property
    def labels(self) -> list[str]:
        return [row["label"] for row in self.rows]

    @cached_property
    def drawing(self) -> Lines | Bars:
        series = list(zip(*(row["values"] for row in self.rows), strict=True))
        if self.kind == "line":
            return draw_lines(self.labels, series, unit=self.unit, target=self.target, near=self.near)
        return draw_bars(self.labels, series, unit=self.unit)


@dataclass(frozen=True)
class TrendTable:
    """All trends of a report as one table, for paper: a line for each period, a column for each figure."""

    columns: list[str]
    rows: list[tuple[str, list[Decimal | None]]]


def charts_of(sheet: Sheet) -> list[ChartPlan]:
    """A line for each leading figure that has earlier periods, with its target; complaints by category last."""
    values = [cell.value for cell in sheet.headlines if cell.value is not None and cell.value.trend]
    charts = [_trend(value, sheet.period) for value in values[:MOST_TRENDS]]
    return [chart for chart in (*charts, _categories(sheet)) if chart is not None and chart.rows]


def score_charts(
    history: Mapping[str, Sequence[tuple[Period, Decimal | None]]],
    *,
    targets: Mapping[str, Decimal | None],
) -> list[ChartPlan]:
    """A line for each indicator of satisfaction with the whole store's target (S39, S40)."""
    found = [_history(one, points, targets.get(one)) for one, points in history.items()]
    return [chart for chart in found if chart is not None]


def _history(
    indicator: str, points: Sequence[tuple[Period, Decimal | None]], target: Decimal | None
) -> ChartPlan | None:
    first = next((n for n, (_period, score) in enumerate(points) if score is not None), None)
    if first is None:
        return None
    rows = [{"label": _short(period), "values": [score]} for period, score in points[first:]]
    label = str(SatisfactionScore.Indicator(indicator).label)
    unit = "%" if indicator == SatisfactionScore.Indicator.CALLS else ""
    title = _("%(figure)s, last %(count)s periods") % {"figure": label, "count": len(rows)}
    words = "" if target is None else f"≥ {target.normalize():f}"
    return ChartPlan("line", title, [label], rows, unit, target, words, near=not unit)


def trend_table(charts: Sequence[ChartPlan]) -> TrendTable | None:
    """What the lines are drawn from, or None without lines."""
    lines = [chart for chart in charts if chart.kind == "line"]
    if not lines:
        return None
    labels = sorted({label for chart in lines for label in chart.labels}, key=_order_of(lines))
    found = [{row["label"]: row["values"][0] for row in chart.rows} for chart in lines]
    rows = [(label, [values.get(label) for values in found]) for label in labels]
    return TrendTable([chart.columns[0] for chart in lines], rows)


def _order_of(lines: Sequence[ChartPlan]) -> Any:
    """By place in the longest chart: all of them end with the report's own period."""
    longest = max((chart.labels for chart in lines), key=len)
    return longest.index


def _trend(value: Value, period: Period) -> ChartPlan:
    """Periods before the first number are left out."""
    points = value.points
    first = next((n for n, (_start, one) in enumerate(points) if one), len(points) - 1)
    spans = periods_before(period)
    rows = [
        {"label": _short(span), "values": [one]}
        for span, (_start, one) in zip(spans[first:], points[first:], strict=True)
    ]
    names = {"figure": value.figure.label, "count": len(rows)}
    title = _("%(figure)s, last %(count)s periods") % names
    unit = "%" if value.figure.unit == "%" else ""
    label = str(value.figure.label)
    return ChartPlan("line", title, [label], rows, unit, value.target, value.target_text)


def _short(period: Period) -> str:
    return f"{period.start:%Y-%m}" if period.kind in ("month", "quarter") else f"{period.start:%m-%d}"


def _categories(sheet: Sheet) -> ChartPlan | None:
    table = sheet.tables.get("categories")
    if table is None:
        return None
    cells = [(line.labels[-1], line.cells[0]) for line in table.lines if line.cells[0].value is not None]
    cells.sort(key=lambda pair: -pair[1].value.numerator)
    rows = [
        {"label": label, "values": [cell.value.value, cell.value.previous], "url": cell.url}
        for label, cell in cells[:MOST_BARS]
        if cell.value.numerator or cell.value.previous
    ]
    columns = [_("This period"), _("Period before")]
    return ChartPlan("share", _("Complaints by category, beside the period before"), columns, rows)
