"""Workbooks that leave the house."""

from io import BytesIO

from openpyxl import load_workbook

from apps.core.sheets import LONGEST, Sheet, workbook_bytes


def test_a_text_too_long_for_a_cell_is_cut_not_lost():
    book = load_workbook(BytesIO(workbook_bytes([Sheet("甲", ["文字"], [["长" * 40_000]])])))
    assert book.active["A2"].value == "长" * LONGEST
