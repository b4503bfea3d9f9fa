"""Money and mileage (section 6). Money is Decimal with two places, never a float."""

import re
from decimal import ROUND_HALF_UP, Decimal

from apps.customers.intake.cell_text import code_text, is_nothing
from apps.customers.intake.findings import Checked, error, warning
from apps.customers.intake.sheet import Cell

CENT = Decimal("0.01")
LARGEST_AMOUNT = Decimal(100_000_000)
LARGEST_MILEAGE = 2_000_000
MONEY_WORDS = re.compile(r"^(?:RMB|CNY|人民币|[¥￥])|(?:元整|元|RMB|CNY|圆)$")
MILEAGE_WORDS = re.compile(r"(?:KMS?|公里|千米|里)$")
GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)")
ACCOUNTING = re.compile(r"\((.*)\)")
TEN_THOUSAND = re.compile(r"(.*)[万W]")


def check_amount(cell: Cell, *, column: str = "amount") -> Checked:
    """Yuan as Decimal with two places, None for an empty cell; a negative amount gives a warning."""
    if isinstance(cell, int | float) and 0 <= cell < LARGEST_AMOUNT:
        text = str(cell)
        return Checked(Decimal(text) if text[-3:-2] == "." else Decimal(text).quantize(CENT, ROUND_HALF_UP))
    text = MONEY_WORDS.sub("", MONEY_WORDS.sub("", code_text(cell)))
    if is_nothing(text):
        return Checked(None)
    if negative := ACCOUNTING.fullmatch(text):
        text = f"-{MONEY_WORDS.sub('', negative[1])}"
    number = _number(text.replace("-¥", "-").replace("-￥", "-"))
    if number is None:
        return Checked(None, (error("amount", column, cell),))
    if abs(number) >= LARGEST_AMOUNT:
        return Checked(None, (error("amount_too_large", column, cell),))
    amount = number.quantize(CENT, ROUND_HALF_UP)
    return Checked(amount, (warning("amount_negative", column, cell),) if amount < 0 else ())


def check_mileage(cell: Cell, *, column: str = "mileage") -> Checked:
    """Kilometres as int, None when empty. What cannot be read is left out with a warning: nothing hangs on it."""
    if isinstance(cell, int) and 0 <= cell <= LARGEST_MILEAGE:
        return Checked(int(cell))
    text = MILEAGE_WORDS.sub("", code_text(cell))
    if is_nothing(text):
        return Checked(None)
    number = _number(text)
    if number is None or not 0 <= number <= LARGEST_MILEAGE:
        return Checked(None, (warning("mileage", column, cell),))
    return Checked(int(number.to_integral_value(ROUND_HALF_UP)))


def _number(text: str) -> Decimal | None:
    factor = 1
    if match := TEN_THOUSAND.fullmatch(text):
        text, factor = match[1], 10_000
    if GROUPED.fullmatch(text):
        text = text.replace(",", "")
    return Decimal(text) * factor if NUMBER.fullmatch(text) and len(text) < 30 else None
