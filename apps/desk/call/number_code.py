"""A number as a QR code, for the phone on the desk."""

from dataclasses import dataclass

import segno

BORDER = 2


@dataclass(frozen=True)
class NumberCode:
    """A drawing of `size` × `size` modules: the outline of the dark ones as an SVG path."""

    size: int
    path: str


def number_code(number: str) -> NumberCode:
    """What a phone's camera reads as `tel:` and this number."""
    code = segno.make(f"tel:{number}", error="m", micro=False)
    rows = list(code.matrix_iter(border=BORDER))
    dark = [(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return NumberCode(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
