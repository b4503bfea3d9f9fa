"""Money is Decimal: no float anywhere in the money modules (D8), and what settles is the sum of its rows."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.penalties.rules import over_cap, wage_needed

FILES = sorted(Path("apps/penalties").rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=str)
def test_no_float(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id == "float"), node.lineno
        assert not (isinstance(node, ast.Attribute) and node.attr == "FloatField"), node.lineno


@given(
    amount=st.decimals(min_value=0, max_value=10000, places=2), cap=st.integers(min_value=1, max_value=100)
)
def test_the_wage_needed_is_the_least_within_the_cap(amount, cap):
    wage = wage_needed(amount, cap_percent=cap)
    assert wage * cap >= amount * 100
    assert (wage - Decimal("0.01")) * cap < amount * 100


@given(st.integers(min_value=0, max_value=100), st.integers(min_value=0, max_value=100))
def test_the_step_alone_passes_the_cap_only_above_it(percent, cap):
    assert over_cap(amount=Decimal(0), percent=percent, cap_percent=cap) == (percent > cap)
