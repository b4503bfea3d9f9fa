"""Vehicle identification numbers (GB 16735): 17 signs without I, O, Q; the check digit only as a warning."""

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
# One table per place: looking up beats multiplying.
WEIGHED = tuple({sign: value * weight for sign, value in VALUES.items()} for weight in WEIGHTS)


def check_vin(cell: Cell, *, column: str = "vin", accept: frozenset[str] = frozenset()) -> Checked:
    """The VIN in upper case, or None for an empty cell.

    Letters no VIN has are an error that offers the digits meant (O and Q as 0, I as 1); with "vin_letters" in
    `accept` the offer is taken and told. A check digit that differs is a warning.
    """
    if isinstance(cell, str) and VIN.fullmatch(cell) and has_check_digit(cell):
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


def has_check_digit(vin: str) -> bool:
    """Whether the ninth sign is the one computed from the others."""
    total = sum([table[sign] for table, sign in zip(WEIGHED, vin, strict=True)])
    return vin[8] == CHECK_DIGITS[total % 11]


def with_check_digit(vin: str) -> str:
    """The VIN with its ninth sign computed; for samples and tests."""
    total = sum([table[sign] for table, sign in zip(WEIGHED, vin, strict=True)])
    return vin[:8] + CHECK_DIGITS[total % 11] + vin[9:]
