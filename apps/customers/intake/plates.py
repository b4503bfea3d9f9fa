"""Number plates (section 6): the usual form, other plates told but kept, words for "none yet" as none."""

import re

from apps.customers.intake.cell_text import code_text, is_nothing
from apps.customers.intake.findings import Checked, warning
from apps.customers.intake.sheet import Cell

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE = re.compile(
    rf"[{PROVINCES}][A-Z]"
    r"(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJK][A-HJ-NP-Z0-9]\d{4}|\d{5}[A-HJK])",
    re.A,
)
NONE_YET = re.compile(
    r"临.*|(?:暂|尚)?(?:未|待|无|没)(?:有)?(?:上|挂|领)?(?:车)?(?:牌|户)(?:照)?|新车|无号|未上"
)
SEPARATORS = re.compile(r"[-·.•\s]")


def check_plate(cell: Cell, *, column: str = "plate_no") -> Checked:
    """The plate in upper case without separators, None when there is none yet; an unusual one gives a warning."""
    if isinstance(cell, str) and PLATE.fullmatch(cell):
        return Checked(cell)
    text = SEPARATORS.sub("", code_text(cell))
    if PLATE.fullmatch(text):
        return Checked(text)
    if is_nothing(text) or text == "0" or NONE_YET.fullmatch(text):
        return Checked(None)
    if not 5 <= len(text) <= 12:
        return Checked(None, (warning("plate_dropped", column, cell),))
    return Checked(text, (warning("plate", column, cell),))
