"""Workbooks that leave the house: text stays text, so no cell can become a formula or a link."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
WIDEST = 60
LONGEST = 32_767  # signs in a cell; the writer leaves a longer text out without a word


@dataclass(frozen=True)
class Chart:
    """A native chart below its sheet: `kind` as XlsxWriter names it, `columns` the numbers of the series (from 0).

    The first column names the points.
    """

    kind: str
    title: str
    columns: Sequence[int]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, one heading a column, the rows below, and the charts drawn from them."""

    title: str
    headings: Sequence[Any]
    rows: Iterable[Sequence[Any]]
    charts: Sequence[Chart] = ()


def workbook_response(filename: str, sheets: Iterable[Sheet], *, request: HttpRequest) -> HttpResponse:
    """A download with these sheets, marked with who took it out and when (H7).

    Times are written as the wall clock of the active zone; everything that is no number or date is written as text.
    """
    response = HttpResponse(workbook_bytes(sheets, mark=mark_of(request)), content_type=TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def mark_of(request: HttpRequest) -> str:
    """Who took it, when (wall clock of the active zone), and the number of the request in the log."""
    taken = timezone.localtime(request.now)
    return _("Taken out by %(person)s (%(username)s) on %(moment)s, request %(number)s") % {
        "person": request.user.get_full_name(),
        "username": request.user.get_username(),
        "moment": f"{taken:%Y-%m-%d %H:%M}",
        "number": request.number[:8],
    }


def workbook_bytes(sheets: Iterable[Sheet], *, mark: str = "") -> bytes:
    """The workbook itself; a mark stands on a last sheet of its own, on the foot of each page, in the properties."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "money": book.add_format({"num_format": "0.00"}),
            "tenth": book.add_format({"num_format": "0.0"}),
        }
        for sheet in sheets:
            page = book.add_worksheet(sheet.title.translate(FORBIDDEN)[:31])
            rows = [sheet.headings, *sheet.rows]
            _fill(page, rows, formats)
            if mark:
                page.set_footer("&L" + mark.replace("&", "&&"))
            for place, chart in enumerate(sheet.charts if len(rows) > 1 else ()):
                _draw(book, page, chart, headings=rows[0], last=len(rows) - 1, place=place)
        if mark:
            _sign(book, mark)
    return buffer.getvalue()


def _sign(book: Any, mark: str) -> None:
    page = book.add_worksheet(_("Taken out"))
    page.write_string(0, 0, mark)
    page.set_column(0, 0, WIDEST)
    book.set_properties({"comments": mark})


def _fill(sheet: Any, rows: Iterable[Sequence[Any]], formats: Mapping[str, Any]) -> None:
    widths: dict[int, int] = {}
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            _write(sheet, y, x, value, formats)
            widths[x] = min(WIDEST, max(widths.get(x, 8), _width(value)))
    sheet.freeze_panes(1, 0)
    for x, width in widths.items():
        sheet.set_column(x, x, width + 2)


def _draw(book: Any, page: Any, chart: Chart, *, headings: Sequence[Any], last: int, place: int) -> None:
    drawn = book.add_chart({"type": chart.kind})
    name = page.get_name()
    for x in chart.columns:
        drawn.add_series(
            {
                "name": str(headings[x]),
                "categories": [name, 1, 0, last, 0],
                "values": [name, 1, x, last, x],
            }
        )
    drawn.set_title({"name": chart.title})
    drawn.set_size({"width": 640, "height": 320})
    page.insert_chart(last + 2 + place * 17, 0, drawn)


def _write(sheet: Any, y: int, x: int, value: Any, formats: Mapping[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | date):
        sheet.write_string(y, x, str(value)[:LONGEST], formats["head"] if y == 0 else None)
    elif isinstance(value, datetime):
        wall = timezone.localtime(value).replace(tzinfo=None) if value.tzinfo else value
        sheet.write_datetime(y, x, wall, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(y, x, value, formats["date"])
    else:
        sheet.write_number(y, x, value, formats.get(_places(value)))


def _places(value: int | float | Decimal) -> str:
    """Numbers are shown as exactly as they are: whole, to the tenth, to the cent."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return ""
    exponent = value.as_tuple().exponent
    return "" if exponent >= 0 else "tenth" if exponent == -1 else "money"


def _width(value: Any) -> int:
    """Roughly how wide a cell is: a Chinese character counts twice."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in str(value if value is not None else ""))
