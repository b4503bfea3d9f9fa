"""Vehicle identification numbers (GB 16735): 17 signs without I, O, Q; the check digit only as a warning."""

import operator
import re

from apps.customers.intake.cell_text import code_text, is_nothing
from apps.customers.intake.findings import Checked, error, warning
from apps.customers.intake.sheet import Cell

VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
FORBIDDEN = str.maketrans({"O": "0", "Q": "0", "I": "1"})
SEPARATORS = re.compile(r"[-·.*]")
VALUES = dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ0123456789",
        (
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            1,
            2,
            3,
            4,
            5,
            7,
            9,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            9,
            0,
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            9,
        ),
        strict=True,
    )
)
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
CHECK_DIGITS = "0123456789X"
VALUE_BYTES = bytes(VALUES.get(chr(code), 0) for code in range(256))


def check_vin(cell: Cell, *, column: str = "vin", accept: frozenset[str] = frozenset()) -> Checked:
    """The VIN in upper case, or None for an empty cell.

    Letters no VIN has are an error that offers the digits meant (O and Q as 0, I as 1); with "vin_letters" in
    `accept` the offer is taken and told. A check digit that differs is a warning.
    """
    if isinstance(cell, str) and is_good_vin(cell):
        return Checked(cell)
    text = SEPARATORS.sub("", code_text(cell))
    if is_nothing(text) or text == "0":
        return Checked(None)
    if VIN.fullmatch(text):
        return (
            Checked(text)
            if has_check_digit(text)
            else Checked(text, (warning("vin_check_digit", column, cell),))
        )
    if len(text) != 17:
        return Checked(None, (error("vin_length", column, cell, count=len(text)),))
    offer = text.translate(FORBIDDEN)
    if not VIN.fullmatch(offer):
        return Checked(None, (error("vin_signs", column, cell),))
    if "vin_letters" in accept:
        return Checked(offer, (warning("vin_corrected", column, cell, offer=offer),))
    return Checked(None, (error("vin_letters", column, cell, offer=offer),))


def is_good_vin(text: str) -> bool:
    """Whether the text is a VIN as it should be written, check digit included."""
    return bool(VIN.fullmatch(text)) and has_check_digit(text)


def has_check_digit(vin: str) -> bool:
    """Whether the ninth sign is the one computed from the others."""
    return vin[8] == CHECK_DIGITS[_weighed(vin) % 11]


def with_check_digit(vin: str) -> str:
    """The VIN with its ninth sign computed; for samples and tests."""
    return vin[:8] + CHECK_DIGITS[_weighed(vin) % 11] + vin[9:]


def _weighed(vin: str) -> int:
    return sum(map(operator.mul, WEIGHTS, vin.encode().translate(VALUE_BYTES)))
