"""A report as a workbook with native charts; every export is written down."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from apps.accounts.access import requires
from apps.accounts.confirming import confirmed
from apps.core import sheets
from apps.customers.services import note_export
from apps.reports.services.voices import Voices
from apps.reports.views.detail import find_issue, paper_of
from apps.reports.views.sheet import Cell, Table
from apps.reports.views.sheet import Sheet as Paper
from apps.reports.views.trend import ChartPlan


@require_POST
@requires("reports.export")
@confirmed
def export(request: HttpRequest, pk: int) -> HttpResponse:
    issue = find_issue(request, pk, "reports.export")
    if issue.built_at is None:
        raise Http404
    paper = paper_of(issue, request.user, now=request.now)
    pages = list(_pages(paper))
    note_export(
        f"report.{issue.kind}",
        store=issue.store,
        rows=sum(len(page.rows) for page in pages),
        filters={"report": issue.pk, "period": issue.period.key, "version": issue.number},
        by=request.user,
        now=request.now,
    )
    return sheets.workbook_response(
        f"{issue.get_kind_display()} {issue.period.key}.xlsx", pages, request=request
    )


def _pages(paper: dict[str, Any]) -> Iterator[sheets.Sheet]:
    drawn: Paper = paper["sheet"]
    yield _summary(drawn, paper["issue"])
    for table in drawn.tables.values():
        yield _table(table)
    for chart in paper["charts"]:
        yield _chart(chart)
    yield _words(paper["voices"], paper["words"])


def _summary(drawn: Paper, issue: Any) -> sheets.Sheet:
    headings = [_("Figure"), _("This period"), _("Counted"), _("Out of"), _("Period before")]
    headings += [pgettext("figure", "Change")]
    if drawn.with_earlier:
        headings += [_("Same ten days last month"), _("Per day")]
    rows = [
        [str(issue.store), f"{issue.start} – {issue.end}", *_signs(issue)],
        *[_summary_row(cell, drawn) for cell in drawn.all_figures],
    ]
    return sheets.Sheet(_("Figures"), headings, rows)


def _signs(issue: Any) -> list[str]:
    names = ((_("Prepared by"), issue.prepared_by), (_("Reviewed by"), issue.reviewed_by))
    return [f"{label} {person}" for label, person in names if person]


def _summary_row(cell: Cell, drawn: Paper) -> list[Any]:
    value = cell.value
    row = [f"{value.figure.label}{' (%)' if value.figure.is_ratio else ''}", _plain(value.value), value.numerator,
           value.base, _plain(value.previous), value.change]  # fmt: skip
    return [*row, _plain(value.earlier), value.per_day(drawn.period.days)] if drawn.with_earlier else row


def _plain(value: Any) -> Any:
    return "–" if value is None else value


def _table(table: Table) -> sheets.Sheet:
    headings = [*table.heads]
    for figure in table.columns:
        headings += [str(figure.label), _("Out of")] if figure.is_ratio else [str(figure.label)]
    lines = [*table.lines, *([table.total] if table.total else [])]
    return sheets.Sheet(table.title, headings, [[*line.labels, *_cells(line.cells, table)] for line in lines])


def _cells(cells: tuple[Cell, ...], table: Table) -> Iterator[Any]:
    for figure, cell in zip(table.columns, cells, strict=True):
        yield _plain(cell.value.value) if cell.value else None
        if figure.is_ratio:
            yield cell.value.base if cell.value else None


def _chart(chart: ChartPlan) -> sheets.Sheet:
    rows = [[row["label"], *row["values"]] for row in chart.rows]
    kind = "line" if chart.kind == "line" else "bar"
    columns = tuple(range(1, len(chart.columns) + 1))
    name = _("Trend") if kind == "line" else _("Shares")
    return sheets.Sheet(name, ["", *chart.columns], rows, (sheets.Chart(kind, chart.title, columns),))


def _words(voices: Voices, words: Any) -> sheets.Sheet:
    rows = [[_("Customer's problem"), voice.text, voice.about] for voice in voices.problems]
    rows += [[_("Customer's suggestion"), voice.text, voice.about] for voice in voices.suggestions]
    rows += [[_("Problems"), words.problems, ""], [_("Suggestions"), words.suggestions, ""]]
    return sheets.Sheet(_("Words"), [_("Kind"), _("Text"), _("About")], rows)
