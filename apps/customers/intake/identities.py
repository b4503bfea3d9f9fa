"""Identity numbers and gender (section 6)."""

import operator
import re

from apps.customers.intake.cell_text import code_text, is_nothing
from apps.customers.intake.findings import Checked, error, warning
from apps.customers.intake.sheet import Cell

RESIDENT = re.compile(r"\d{17}[\dX]", re.A)
OLD_RESIDENT = re.compile(r"\d{15}", re.A)
OTHER = re.compile(r"[A-Z0-9()]{6,20}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_SIGNS = "10X98765432"
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+")
# Spreadsheets keep 15 digits of a number.
EXACT_DIGITS = 15
GENDERS = {
    "男": "male",
    "先生": "male",
    "M": "male",
    "MALE": "male",
    "男性": "male",
    "女": "female",
    "女士": "female",
    "F": "female",
    "FEMALE": "female",
    "女性": "female",
    "小姐": "female",
}


def check_id_no(cell: Cell, *, column: str = "id_no") -> Checked:
    """The number in upper case; an error when a spreadsheet has already lost its last digits."""
    text = code_text(cell)
    if is_nothing(text) or text == "0":
        return Checked(None)
    if SCIENTIFIC.fullmatch(text) or (not isinstance(cell, str) and len(text) > EXACT_DIGITS):
        return Checked(None, (error("id_digits_lost", column, cell),))
    if RESIDENT.fullmatch(text):
        good = text[17] == CHECK_SIGNS[sum(map(operator.mul, WEIGHTS, map(int, text[:17]))) % 11]
        return Checked(text, () if good else (warning("id_check_digit", column, cell),))
    if OLD_RESIDENT.fullmatch(text) or OTHER.fullmatch(text):
        return Checked(text)
    return Checked(None, (warning("id_no", column, cell),))


def check_gender(cell: Cell, *, column: str = "gender") -> Checked:
    """male, female or None; another word is left out with a warning."""
    text = code_text(cell)
    if is_nothing(text) or text in ("未说明", "保密"):
        return Checked(None)
    if text in GENDERS:
        return Checked(GENDERS[text])
    return Checked(None, (warning("gender", column, cell),))
