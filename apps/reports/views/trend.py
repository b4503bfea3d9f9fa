"""The last thirteen periods as their reports tell them, and the charts of a report."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from apps.core.worktime import Period
from apps.reports.figures import BY_KEY
from apps.reports.figures.values import amount
from apps.reports.models import DraftFigure, FrozenFigure, Issue
from apps.reports.views.sheet import Sheet

POINTS = 13
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


def periods_before(period: Period) -> list[Period]:
    """The thirteen periods that end with this one, oldest first."""
    found = [period]
    while len(found) < POINTS:
        found.append(found[-1].previous)
    return found[::-1]


def _trend(sheet: Sheet) -> ChartPlan:
    periods = periods_before(sheet.period)
    told = _told(sheet, periods)
    columns = [BY_KEY[key] for key in TREND_KEYS]
    rows = [
        {"label": _short(one), "values": [told.get((one.start, figure.key)) for figure in columns]}
        for one in periods
        if one == sheet.period or any((one.start, figure.key) in told for figure in columns)
    ]
    return ChartPlan(
        "line",
        _("Completion rate and satisfaction, last %(count)s periods") % {"count": len(rows)},
        [str(figure.label) for figure in columns],
        rows,
        "%",
    )


def _told(sheet: Sheet, periods: list[Period]) -> dict[tuple[object, str], Decimal | None]:
    """What the newest version of each earlier report says; this period's numbers come from the sheet itself."""
    parts = {key: sheet.lens.part_for(BY_KEY[key]) for key in TREND_KEYS}
    issues = Issue.objects.newest().filter(
        store=sheet.store, kind=sheet.period.kind, start__gte=periods[0].start, start__lt=sheet.period.start
    )
    found: dict[tuple[object, str], Decimal | None] = {}
    for model in (DraftFigure, FrozenFigure):
        rows = model.objects.filter(
            issue__in=issues, key__in=TREND_KEYS, part__in=set(parts.values()) - {None}
        )
        for start, key, part, top, base in rows.values_list(
            "issue__start", "key", "part", "numerator", "base"
        ):
            if parts[key] == part:
                found[start, key] = amount(BY_KEY[key], top, base)
    for key in TREND_KEYS:
        value = sheet.value(key)
        found[sheet.period.start, key] = value.value if value else None
    return found


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
