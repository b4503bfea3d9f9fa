"""Document and member numbers, and the free texts of a row."""

import re

from apps.customers.intake.cell_text import CONTROL, DITTO, SIMPLE_TEXT, code_text, is_nothing, shown, tidy
from apps.customers.intake.findings import Checked, error, warning
from apps.customers.intake.sheet import Cell

LONGEST_NUMBER = 40
LONGEST = {"remark": 10_000, "address": 300}
LONGEST_TEXT = 100
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{2,}")
USUAL_NUMBER = re.compile(r"[A-Z]{1,6}[0-9A-Z-]{4,30}")
# What check_engine_no leaves as it is.
USUAL_ENGINE_NO = re.compile(r"[0-9A-Z]{5,60}")
ENGINE_SEPARATORS = re.compile(r"[\s*]")


def check_number(cell: Cell, *, column: str) -> Checked:
    """A document or member number: upper case, no spaces. Digits a spreadsheet has lost are an error."""
    if isinstance(cell, str) and USUAL_NUMBER.fullmatch(cell):
        return Checked(cell)
    text = code_text(cell)
    if is_nothing(text):
        return Checked(None)
    if text in DITTO:
        return Checked(None, (error("ditto", column, cell),))
    if SCIENTIFIC.fullmatch(text) or isinstance(cell, float) or (isinstance(cell, int) and len(text) > 15):
        return Checked(None, (error("number_digits_lost", column, cell),))
    if len(text) > LONGEST_NUMBER:
        return Checked(None, (error("number_too_long", column, cell, limit=LONGEST_NUMBER),))
    return Checked(text)


def check_text(cell: Cell, *, column: str) -> Checked:
    """Free text without invisible signs; cut with a warning where it is longer than its place."""
    if isinstance(cell, str) and SIMPLE_TEXT.fullmatch(cell):
        return Checked(cell)
    text = tidy(cell)
    if is_nothing(text):
        return Checked(None)
    doubts = (warning("control_signs", column, text),) if CONTROL.search(shown(cell)) else ()
    longest = LONGEST.get(column, LONGEST_TEXT)
    if len(text) > longest:
        return Checked(text[:longest], (*doubts, warning("text_cut", column, cell, limit=longest)))
    return Checked(text, doubts)


def check_engine_no(cell: Cell, *, column: str = "engine_no") -> Checked:
    """Upper case, without spaces; another notation is nothing to refuse."""
    return check_text(ENGINE_SEPARATORS.sub("", code_text(cell)), column=column)
