"""Formats, encodings and separators: the type is decided by content, values come through unchanged."""

import datetime
from pathlib import Path

import pytest
import xlsxwriter

from apps.customers.intake.reading import read_table
from tests.customers.intake_files import HEADINGS, LINE, csv_file, repacked, sheet_xml, text_cell, xlsx_file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_lists_in_all_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    # 一 is 4E 00: a zero byte on the other side than those of the digits.
    line = ("王一", *LINE[1:])
    path = csv_file(tmp_path / "list.xls", [HEADINGS, line], encoding=encoding, separator=separator)
    book = read_table(path)
    assert (book.kind, book.separator) == ("csv", separator)
    assert book.sheets[0].rows == [HEADINGS, line]


def test_rare_characters_survive_gb18030(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", [["姓名", "电话"], ["𠮷䶮😀", "1"]], encoding="gb18030")
    assert read_table(path).sheets[0].rows[1] == ("𠮷䶮😀", "1")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a,b\r\n"1,2","x""y"\r\n', [("a", "b"), ("1,2", 'x"y')]),
        ('a,b\n"line\nbreak",2\n', [("a", "b"), ("line\nbreak", "2")]),
        ('a,b\n="00123",2\n', [("a", "b"), ("00123", "2")]),
        ("a,b\n1\n", [("a", "b"), ("1", "")]),
        ("sep=;\na;b\n1,5;2\n", [("a", "b"), ("1,5", "2")]),
        ('a,b\n"x"y,2\n', [("a", "b"), ("xy", "2")]),
        ("a,b\r1,2\r", [("a", "b"), ("1", "2")]),
        ("a,b\n\n1,2\n", [("a", "b"), ("", ""), ("1", "2")]),
    ],
)
def test_quotes_line_breaks_and_ragged_lines(tmp_path: Path, text: str, rows: list[tuple[str, ...]]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    assert read_table(path).sheets[0].rows == rows


def test_numbers_dates_and_formulas_of_a_workbook(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_number(0, 0, 13800138000)
    sheet.write_number(0, 1, 1.5)
    sheet.write_datetime(0, 2, datetime.date(2026, 11, 3), day)
    sheet.write_datetime(0, 3, datetime.datetime.fromisoformat("2026-11-03 08:30"), day)
    sheet.write_formula(0, 4, "=NA()", None, "#N/A")
    sheet.write_formula(0, 5, "=1+1", None, "")
    sheet.write_formula(0, 6, "=1+1", None, 2)
    sheet.write_number(0, 7, 410105199001011234)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_column(1, 1, None, None, {"hidden": True})
    book.close()
    found = read_table(tmp_path / "a.xlsx").sheets[0]
    assert found.rows == [
        (13800138000, 1.5, "2026-11-03", "2026-11-03 08:30:00", "#N/A", "", 2, 410105199001011328)
    ]
    assert isinstance(found.rows[0][0], int)
    assert found.uncalculated == {(1, 5)}
    assert found.hidden_rows == {1}
    assert found.hidden_columns == {1}


def test_1904_dates(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"date_1904": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    book.add_worksheet().write_datetime(0, 0, datetime.date(2026, 11, 3), day)
    book.close()
    found = read_table(tmp_path / "a.xlsx").sheets[0]
    assert (found.rows, found.date_1904) == ([("2026-11-03",)], True)


def test_declared_dimension_is_not_trusted(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{row}">{text_cell(f"A{row}", "x")}{text_cell(f"D{row}", "y")}</row>' for row in range(1, 31)
    )
    found = read_table(sheet_xml(tmp_path / "a.xlsx", rows)).sheets[0]
    assert found.rows == [("x", "", "", "y")] * 30


def test_list_that_begins_far_from_the_corner_keeps_its_row_numbers(tmp_path: Path) -> None:
    rows = f'<row r="5">{text_cell("C5", "x")}</row>'
    assert read_table(sheet_xml(tmp_path / "a.xlsx", rows)).sheets[0].rows == [("", "", "")] * 4 + [
        ("", "", "x")
    ]


def test_empty_texts_are_no_disagreement(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "x")}{text_cell("B1", "")}<c r="C1" t="str"><v></v></c></row>'
    assert read_table(sheet_xml(tmp_path / "a.xlsx", rows)).sheets[0].rows == [("x", "", "")]


def test_cells_that_point_to_an_empty_shared_text_are_empty(tmp_path: Path) -> None:
    """Many exports write every empty cell so."""
    cells = '<c r="A{0}" t="s"><v>0</v></c><c r="B{0}" t="s"><v>1</v></c><c r="C{0}"><v>1</v></c>'
    path = sheet_xml(
        tmp_path / "a.xlsx", "".join(f'<row r="{n}">{cells.format(n)}</row>' for n in range(1, 4))
    )
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>x</t></si>'
        b'<si><t xml:space="preserve"></t></si></sst>'
    )
    assert read_table(repacked(path, {"xl/sharedStrings.xml": strings})).sheets[0].rows == [("x", "", 1)] * 3


def test_prefixed_names_in_the_sheet(tmp_path: Path) -> None:
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1">'
        '<x:c r="A1"><x:v>5</x:v></x:c><x:c r="B1" t="e"><x:v>#REF!</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    path = repacked(xlsx_file(tmp_path / "a.xlsx", [["x"]]), {"xl/worksheets/sheet1.xml": xml.encode()})
    assert read_table(path).sheets[0].rows == [(5, "#REF!")]


def test_macros_and_links_are_told(tmp_path: Path) -> None:
    path = repacked(
        xlsx_file(tmp_path / "a.xlsx", [["x"]]),
        {"xl/vbaProject.bin": b"\x00", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
    )
    assert read_table(path).remarks == ("has_macros", "external_links")


def test_hidden_sheets_are_read_and_marked(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("一 & <二>").write(0, 0, "x")
    hidden = book.add_worksheet("藏")
    hidden.write(0, 0, "y")
    hidden.hide()
    book.close()
    assert [(one.name, one.hidden) for one in read_table(tmp_path / "a.xlsx").sheets] == [
        ("一 & <二>", False),
        ("藏", True),
    ]


def test_html_that_calls_itself_xls(tmp_path: Path) -> None:
    page = (
        "<html><head><meta charset=gb2312><style>td{}</style></head><body><table><tr><th colspan=2>题</th></tr>"
        "<tr><td rowspan=2>甲&amp;乙<td>1<br>2</tr><tr><td>3</td></tr></table></body></html>"
    )
    path = tmp_path / "a.xls"
    path.write_bytes(page.encode("gb18030"))
    found = read_table(path)
    assert (found.kind, found.encoding) == ("html", "gb18030")
    assert found.sheets[0].rows == [("题", ""), ("甲&乙", "1\n2"), ("", "3")]
    assert len(found.sheets[0].merges) == 2


def test_excel_2003_xml(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="甲"><Table><Row>'
        '<Cell><Data ss:Type="String">姓名</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">电话</Data></Cell>'
        "</Row></Table></Worksheet></Workbook>"
    )
    sheet = read_table(path).sheets[0]
    assert (sheet.name, sheet.rows) == ("甲", [("姓名", "", "电话")])
