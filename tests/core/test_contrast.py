"""Every ink and ground pair of the design tokens keeps WCAG AA, in light and in dark."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
TEXT, SHAPE, SERIES = 4.5, 3.0, 2.5
GROUNDS = ("canvas", "surface", "sunken", "well", "hover", "selected")
TONES = ("due-over", "due-today", "due-later", "done")

PAIRS = [(ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in GROUNDS]
PAIRS += [(tone, ground, TEXT) for tone in TONES for ground in (*GROUNDS, f"{tone}-soft")]
PAIRS += [("ink", f"{tone}-soft", TEXT) for tone in TONES]
PAIRS += [(ink, "accent-soft", TEXT) for ink in ("accent", "ink", "ink-2")]
PAIRS += [("ink", "raised", TEXT), ("ink-inverse", "ink", TEXT)]
PAIRS += [("on-accent", "accent", TEXT), ("on-accent", "accent-hover", TEXT)]
PAIRS += [("line-control", "surface", SHAPE), ("focus", "canvas", SHAPE), ("focus", "surface", SHAPE)]
PAIRS += [("chart-1", "surface", SHAPE), ("chart-3", "surface", SERIES)]


def read_tokens(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", text))


def tokens(mode: str) -> dict[str, str]:
    light, dark = TOKENS.read_text().split("@media screen")
    return read_tokens(light) if mode == "light" else read_tokens(light) | read_tokens(dark)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_pair_keeps_its_contrast(mode: str) -> None:
    colours = tokens(mode)
    weak = [
        f"{ink} on {ground}"
        for ink, ground, least in PAIRS
        if contrast(colours[ink], colours[ground]) < least
    ]
    assert weak == []
