"""Makes small list files for the intake tests, sound and broken."""

import datetime
import io
import zipfile
import zoneinfo
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from apps.customers.intake.reading import read_table
from apps.customers.intake.rows import RowVerdict, check_rows
from apps.customers.intake.table_finding import Table, find_table

TODAY = datetime.date(2026, 11, 20)
SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
HEADINGS = ("客户姓名", "手机号", "结算单号", "结算日期", "结算金额")
LINE = ("王小明", "13812345678", "JS001", "2026-11-18", "100.00")


def csv_file(
    path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", separator: str = ","
) -> Path:
    path.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    return path


def xlsx_file(path: Path, rows: Sequence[Sequence[object]], **options: object) -> Path:
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("清单")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def sheet_xml(path: Path, data: str, *, around: str = "{}", name: str = "xl/worksheets/sheet1.xml") -> Path:
    """An xlsx whose sheet holds exactly this sheetData, inside `around`."""
    spreadsheet = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    body = around.format(
        f"<worksheet {spreadsheet}><dimension ref='A1:B2'/><sheetData>{data}</sheetData></worksheet>"
    )
    return repacked(xlsx_file(path, [["x"]]), {name: body.encode()})


def repacked(path: Path, changes: dict[str, bytes]) -> Path:
    """The package with parts replaced or added."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**parts, **changes}.items():
            package.writestr(name, content)
    path.write_bytes(whole.getvalue())
    return path


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def list_rows() -> str:
    """The heading and one line as sheet XML."""
    rows = []
    for number, texts in enumerate((HEADINGS, LINE), start=1):
        cells = "".join(text_cell(f"{'ABCDE'[index]}{number}", text) for index, text in enumerate(texts))
        rows.append(f'<row r="{number}">{cells}</row>')
    return "".join(rows)


def verdicts(path: Path, *, kind: str = "settlements", **options: object) -> list[RowVerdict]:
    return judged(find_table(read_table(path)), kind=kind, **options)


def judged(table: Table, *, kind: str = "settlements", **options: object) -> list[RowVerdict]:
    found = list(check_rows(table, kind=kind, today=TODAY, tz=SHANGHAI, **options))
    assert len(found) == table.rows_read
    assert [one.row_no for one in found] == [index + 1 for index in table.data]
    return found


def codes(verdict: RowVerdict) -> list[str]:
    return [one.code for one in verdict.findings]
