"""Old binary workbooks: read, and what the reader would hide noticed."""

from pathlib import Path

import pytest

from apps.customers.intake.reading import Unreadable, read_table
from apps.customers.intake.sheet import Broken
from apps.customers.intake.xls_scan import SheetScan, check_numbers
from tests.customers.intake_files import HEADINGS, codes, verdicts, xlsx_file
from tests.customers.xls_files import xls_file

ROWS = [
    HEADINGS,
    ("王小明", 13812345678, "JS001", 46344, 100.5),
    ("李四", "#N/A", "JS002", "2026-11-18", "#REF!"),
]


def test_an_old_workbook_is_read_with_its_errors_and_hidden_rows(tmp_path: Path) -> None:
    book = read_table(xls_file(tmp_path / "a.xlsx", ROWS, hidden=[2]))
    assert book.kind == "xls"
    assert book.sheets[0].rows == ROWS
    assert book.sheets[0].hidden_rows == {2}


def test_error_cells_refuse_their_row(tmp_path: Path) -> None:
    good, refused = verdicts(xls_file(tmp_path / "a.xls", ROWS))
    assert (good.state, refused.state) == ("good", "refused")
    assert codes(refused) == ["error_cell", "error_cell"]


def test_dates_from_1904(tmp_path: Path) -> None:
    assert read_table(xls_file(tmp_path / "a.xls", ROWS, date_1904=True)).sheets[0].date_1904


def test_a_number_that_did_not_come_back_is_noticed() -> None:
    scan = SheetScan(numbers={(1, 0), (2, 1)})
    check_numbers(scan, rows=[(5, ""), ("", 7)])
    with pytest.raises(Broken):
        check_numbers(scan, rows=[(5, ""), ("", "")])


def test_encrypted_old_workbook(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read_table(xls_file(tmp_path / "a.xls", ROWS, encrypted=True))
    assert caught.value.code == "password"


def test_names_do_not_decide(tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.csv", "a", "a.ods"):
        assert read_table(xls_file(tmp_path / name, ROWS)).kind == "xls"
        assert read_table(xlsx_file(tmp_path / name, ROWS)).sheets[0].rows[1] == ROWS[1]


@pytest.mark.parametrize("size", [600, 1500, 3000])
def test_a_cut_old_workbook_is_refused_or_empty(tmp_path: Path, size: int) -> None:
    path = xls_file(tmp_path / "a.xls", ROWS * 40)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(Unreadable) as caught:
        read_table(path)
    assert caught.value.sentence
