"""QR codes as an SVG path: no picture files, nothing the content policy forbids."""

from dataclasses import dataclass

import segno

BORDER = 2


@dataclass(frozen=True)
class Drawing:
    """A code of `size` × `size` modules: the outline of the dark ones as an SVG path."""

    size: int
    path: str


def drawing(text: str) -> Drawing:
    """What a phone's camera reads as this text."""
    code = segno.make(text, error="m", micro=False)
    rows = list(code.matrix_iter(border=BORDER))
    dark = [(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return Drawing(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
