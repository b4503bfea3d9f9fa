"""Counts and rates are integers and Decimal only (reliability D8)."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest

from apps.reports.figures import BY_KEY
from apps.reports.figures.values import Value, is_small

ROOT = Path(__file__).resolve().parents[2] / "apps" / "reports"


def floats_in(source: str) -> list[int]:
    """Lines with a float literal, the name float, or a true division outside Decimal."""
    found = []
    for node in ast.walk(ast.parse(source)):
        is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        is_name = isinstance(node, ast.Name) and node.id in ("float", "FloatField", "Avg")
        is_attribute = isinstance(node, ast.Attribute) and node.attr in ("FloatField", "Avg")
        if is_literal or is_name or is_attribute:
            found.append(node.lineno)
    return found


# Places on a drawing are no figures.
SOURCES = sorted({*ROOT.rglob("*.py")} - {ROOT / "views" / "drawing.py"})


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_float(path):
    assert floats_in(path.read_text(encoding="utf-8")) == []


def test_the_search_finds_floats():
    assert floats_in("x = 1.5\ny = float('1')\n") == [1, 2]


def value(key, top, base=None, previous=None, previous_base=None, part="", target=None):
    row = {
        "part": part, "numerator": Decimal(top), "base": None if base is None else Decimal(base),
        "previous_numerator": previous, "previous_base": previous_base, "earlier_numerator": None, "earlier_base": None,
        "target": target, "is_small": False, "trend": [],
    }  # fmt: skip
    return Value.from_row(BY_KEY[key], row)


TEXTS = [
    # figure, counted, base, before, base before, text, change
    ("calls.completion", 250, 253, 247, 253, "98.8", "+1.2"),
    ("calls.completion", 0, 0, 1, 2, "–", "–"),
    ("calls.completion", 1, 3, 0, 0, "33.3", "–"),
    ("calls.completion", 2, 3, 2, 3, "66.7", "±0"),
    ("calls.completion", 1, 2000, None, None, "0.1", "–"),
    ("calls.due", 253, None, 241, None, "253", "+12"),
    ("calls.due", 0, None, 5, None, "0", "-5"),
    ("penalties.amount", "120", None, "20.5", None, "120.00", "+99.50"),
]


@pytest.mark.parametrize(("key", "top", "base", "before", "base_before", "text", "change"), TEXTS)
def test_numbers_in_words(key, top, base, before, base_before, text, change):
    one = value(key, top, base, before, base_before)
    assert (one.text, one.change_text) == (text, change)


@pytest.mark.parametrize(("n", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_few_answers_carry_a_warning(n, small):
    assert is_small(BY_KEY["satisfaction"], Decimal(n), few=5) is small
    assert not is_small(BY_KEY["calls.completion"], Decimal(n), few=5)


TARGETS = [
    # figure, counted, base, target, words, gap, met
    ("satisfaction", 98, 100, 98, "≥ 98", "0.0", True),
    ("satisfaction", 979, 1000, 98, "≥ 98", "-0.1", False),
    ("complaints.rate", 3, 100, 3, "≤ 3", "0.0", True),
    ("complaints.rate", 31, 1000, 3, "≤ 3", "-0.1", False),
    ("complaints.rate", 0, 0, 3, "≤ 3", None, None),
    ("satisfaction", 1, 2, None, "", None, None),
]


@pytest.mark.parametrize(("key", "top", "base", "target", "words", "gap", "met"), TARGETS)
def test_targets_include_the_number_itself(key, top, base, target, words, gap, met):
    one = value(key, top, base, target=target)
    assert (one.target_text, (one.gap and str(one.gap)) or gap, one.is_met) == (words, gap, met)
