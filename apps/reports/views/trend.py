"""The last thirteen periods as their reports tell them, and the charts of a report."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.core.worktime import Period
from apps.reports.figures.trends import periods_before
from apps.reports.views.sheet import Sheet

MOST_BARS = 10
TREND_KEYS = ("calls.completion", "satisfaction")


@dataclass(frozen=True)
class ChartPlan:
    """What components/chart.html wants."""

    kind: str
    title: str
    columns: list[str]
    rows: list[dict[str, Any]]
    unit: str = ""


def charts_of(sheet: Sheet) -> list[ChartPlan]:
    """Completion and satisfaction over time, complaints by category beside the period before."""
    return [chart for chart in (_trend(sheet), _categories(sheet)) if chart is not None and chart.rows]


def _trend(sheet: Sheet) -> ChartPlan | None:
    """The rates among the first figures of the report, as stored beside them; periods before the first number are
    left out."""
    values = [value for value in map(sheet.value, TREND_KEYS) if value is not None and value.trend]
    if not values:
        return None
    points = list(zip(*(value.points for value in values), strict=True))
    first = next((n for n, row in enumerate(points) if any(one is not None for _start, one in row)), 0)
    spans = periods_before(sheet.period)[first:]
    rows = [
        {"label": _short(span), "values": [one for _start, one in row]}
        for span, row in zip(spans, points[first:], strict=True)
    ]
    title = _("Completion rate and satisfaction, last %(count)s periods") % {"count": len(rows)}
    return ChartPlan("line", title, [str(value.figure.label) for value in values], rows, "%")


def _short(period: Period) -> str:
    return f"{period.start:%Y-%m}" if period.kind == "month" else f"{period.start:%m-%d}"


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
