"""A report as a workbook with native charts; every export is written down."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from apps.accounts.access import requires
from apps.accounts.confirming import confirmed
from apps.core import sheets
from apps.customers.services import note_export
from apps.reports.figures.values import Value
from apps.reports.views.detail import find_issue, paper_of
from apps.reports.views.sheet import Cell, Table
from apps.reports.views.sheet import Sheet as Paper
from apps.reports.views.trend import ChartPlan

NAME = 31


@require_POST
@requires("reports.export")
@confirmed
def export(request: HttpRequest, pk: int) -> HttpResponse:
    issue = find_issue(request, pk, "reports.export")
    if issue.built_at is None:
        raise Http404
    paper = paper_of(issue, request.user, now=request.now)
    pages = _told_apart(_pages(paper))
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
    yield _summary(drawn, paper)
    for table in drawn.tables.values():
        yield _table(table)
    for chart in paper["charts"]:
        yield _chart(chart)
    yield _words(paper)
    yield _definitions(drawn, paper)


def _told_apart(pages: Iterator[sheets.Sheet]) -> list[sheets.Sheet]:
    """Excel keeps 31 signs of a name: what reads the same then carries its number."""
    found: list[sheets.Sheet] = []
    for number, page in enumerate(pages, start=1):
        same = any(one.title[:NAME].lower() == page.title[:NAME].lower() for one in found)
        found.append(replace(page, title=f"{number} {page.title}") if same else page)
    return found


def _summary(drawn: Paper, paper: dict[str, Any]) -> sheets.Sheet:
    issue = paper["issue"]
    headings = [_("Figure"), _("This period"), _("Counted"), _("Out of"), _("Period before")]
    headings += [pgettext("figure", "Change"), _("Target"), _("Gap")]
    if drawn.with_earlier:
        headings += [_("Same ten days last month"), _("Per day")]
    rows = [
        [paper["store_name"], f"{issue.start} – {issue.end}", *_signs(paper)],
        *[_summary_row(cell, drawn) for cell in drawn.all_figures],
    ]
    return sheets.Sheet(_("Figures"), headings, rows)


def _signs(paper: dict[str, Any]) -> list[str]:
    signs = paper["signs"]
    issue = paper["issue"]
    day = timezone.localtime(issue.submitted_at or issue.built_at).date()
    names = (
        (_("Prepared by"), signs.get("prepared")),
        (_("Reviewed by"), signs.get("reviewed")),
        (_("Date"), day),
    )
    return [f"{label} {person}" for label, person in names if person]


def _summary_row(cell: Cell, drawn: Paper) -> list[Any]:
    value = cell.value
    unit = f" ({value.figure.unit})" if value.figure.unit else ""
    row = [f"{value.figure.label}{unit}", _plain(value.value), _counted(value.numerator, value),
           _counted(value.base, value), _plain(value.previous), value.change, _short(value.target),
           value.gap]  # fmt: skip
    if not drawn.with_earlier:
        return row
    per_day = value.per_day(drawn.period.days)
    return [*row, _plain(value.earlier), Decimal(per_day) if per_day else None]


def _counted(number: Decimal | None, value: Value) -> Decimal | int | None:
    """Rows are whole; only money keeps its cents."""
    return number if number is None or value.figure.unit == "CNY" else int(number)


def _short(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.normalize()


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
            yield _counted(cell.value.base, cell.value) if cell.value else None


def _chart(chart: ChartPlan) -> sheets.Sheet:
    """Points nobody counted stay empty; the target is a line of its own."""
    is_line = chart.kind == "line"
    aim = [_short(chart.target)] if chart.target is not None else []
    headings = ["", *chart.columns, *([_("Target")] if aim else [])]
    rows = [[row["label"], *row["values"], *aim] for row in chart.rows]
    columns = tuple(range(1, len(headings)))
    name = _("Trend %(figure)s") % {"figure": chart.columns[0]} if is_line else _("Shares")
    drawn = sheets.Chart("line" if is_line else "bar", chart.title, columns)
    return sheets.Sheet(name, headings, rows, (drawn,))


def _words(paper: dict[str, Any]) -> sheets.Sheet:
    voices, words = paper["voices"], paper["words"]
    rows = [[_("Customer's problem"), voice.text, voice.about] for voice in voices.problems]
    rows += [[_("Customer's suggestion"), voice.text, voice.about] for voice in voices.suggestions]
    rows += [[_("Problems"), words.problems, ""], [_("Suggestions"), words.suggestions, ""]]
    for one in paper["department_words"]:
        rows += [
            [_("Problems"), one["problems"], one["name"]],
            [_("Suggestions"), one["suggestions"], one["name"]],
        ]
    rows.append([_("Reviewer's remark"), words.remark, ""])
    return sheets.Sheet(_("Words"), [_("Kind"), _("Text"), _("About")], rows)


def _definitions(drawn: Paper, paper: dict[str, Any]) -> sheets.Sheet:
    """What each number counts, and the fingerprint of what was signed."""
    rows = [[str(figure.label), str(figure.help)] for figure in drawn.wording.figures.values()]
    if paper["seal"] is not None:
        rows.append([_("Fingerprint (SHA-256)"), paper["seal"].paper])
    return sheets.Sheet(_("Definitions"), [_("Figure"), _("What it counts")], rows)
