"""HTML tables (and Excel-2003 XML) that call themselves .xls, as many dealer systems export them."""

import html.parser
import re
from pathlib import Path

from apps.customers.intake.sheet import Broken, Limits, Merge, Row, Sheet, Workbook
from apps.customers.intake.text_book import check_size, decode, level

CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]{3,20})|encoding\s*=\s*["']([\w-]{3,20})["']""", re.I)
CELLS = {"td", "th", "cell"}
ROWS = {"tr", "row"}
SILENT = {"script", "style", "title", "head"}
WIDEST_SPAN = 1000


def read_html(path: Path, *, limits: Limits) -> Workbook:
    """Each table as a sheet; cells that span several columns or rows become merges. Broken without any table."""
    content = path.read_bytes()
    text, encoding = _decode(content)
    if "<!ENTITY" in text[:65536]:
        raise Broken("entities")
    tables = _Tables(limits)
    tables.feed(text)
    tables.close()
    sheets = [table.sheet(limits=limits) for table in tables.done if table.rows]
    if not sheets:
        raise Broken("no_cells")
    return Workbook("html", sheets, encoding=encoding)


def _decode(content: bytes) -> tuple[str, str]:
    declared = CHARSET.search(content[:4096])
    if declared and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = (declared[1] or declared[2]).decode().lower()
        encoding = "gb18030" if name in ("gb2312", "gbk", "gb18030") else name
        try:
            return content.decode(encoding), encoding
        except (LookupError, UnicodeDecodeError):
            return decode(content)
    return decode(content)


class _Table:
    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[list[str]] = []
        self.merges: list[Merge] = []
        self.taken: dict[int, int] = {}

    def start_row(self) -> None:
        self.rows.append([])

    def add(self, text: str, *, across: int, down: int, at: int | None = None) -> None:
        """Puts a cell at column `at`, or behind the last one, past places taken from the rows above."""
        if not self.rows:
            self.start_row()
        row, number = self.rows[-1], len(self.rows)
        while (at is not None and len(row) < at) or self.taken.get(len(row), 0) >= number:
            row.append("")
        left = len(row)
        row.extend([text, *[""] * (across - 1)])
        if across > 1 or down > 1:
            self.merges.append(Merge(number, left, number + down - 1, left + across - 1))
        if down > 1:
            self.taken.update(dict.fromkeys(range(left, left + across), number + down - 1))

    def sheet(self, *, limits: Limits) -> Sheet:
        rows: list[Row] = [tuple(row) for row in self.rows]
        check_size(rows, limits=limits)
        return Sheet(self.name, level(rows), merges=tuple(self.merges))


class _Tables(html.parser.HTMLParser):
    """Collects rows and cells; what is missing or wrongly nested is taken as browsers do."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.done: list[_Table] = []
        self.cell: list[str] | None = None
        self.span = (1, 1, None)
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name.rpartition(":")[2].lower(): value or "" for name, value in attrs}
        tag = tag.rpartition(":")[2]
        if tag in SILENT:
            self.silent += 1
        elif tag in ("table", "worksheet"):
            self._start_table(tag, name=names.get("name", ""))
        elif tag in ROWS:
            self._start_row()
        elif tag in CELLS:
            self._start_cell(names)
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in CELLS or tag in ROWS or tag == "table":
            self._end_cell()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.silent:
            self.cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _start_table(self, tag: str, *, name: str) -> None:
        self._end_cell()
        # In Excel-2003 XML the sheet carries the name and its Table tag follows at once.
        if tag == "table" and self.done and not self.done[-1].rows and self.done[-1].name:
            return
        if len(self.done) >= self.limits.sheets:
            raise Broken("too_many_sheets", count=len(self.done) + 1, limit=self.limits.sheets)
        self.done.append(_Table(name or (f"{len(self.done) + 1}" if tag == "table" else "")))

    def _start_row(self) -> None:
        self._end_cell()
        if self.done:
            self.done[-1].start_row()
            if len(self.done[-1].rows) > self.limits.rows + 100:
                raise Broken("too_many_rows", rows=len(self.done[-1].rows), limit=self.limits.rows)

    def _start_cell(self, names: dict[str, str]) -> None:
        self._end_cell()
        if self.done:
            self.cell = []
            index = names.get("index", "")
            self.span = (
                _span(names.get("colspan"), more=names.get("mergeacross")),
                _span(names.get("rowspan"), more=names.get("mergedown")),
                min(int(index), WIDEST_SPAN) - 1 if index.isdigit() and int(index) > 0 else None,
            )

    def _end_cell(self) -> None:
        if self.cell is not None:
            across, down, at = self.span
            self.done[-1].add("".join(self.cell).strip(), across=across, down=down, at=at)
            self.cell = None


def _span(text: str | None, *, more: str | None) -> int:
    if more and more.isdigit():
        return min(int(more) + 1, WIDEST_SPAN)
    return min(max(int(text), 1), WIDEST_SPAN) if text and text.isdigit() else 1
