"""Browser tests wait for what they have set off: they wait out no time and ask no database behind a running click."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

BROWSER = Path(__file__).resolve().parents[1] / "browser"
# These wait for some time, or for a page that may still be the old one.
IDLE = {"sleep", "wait_for_timeout", "wait_for_load_state"}
ACTS = {"click", "tap", "press", "drag_to"}
DATABASE = {"objects", "refresh_from_db"}


def too_early(source: str) -> Iterator[int]:
    """Lines that ask before an answer can be there."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in IDLE:
            yield node.lineno
        body = getattr(node, "body", None)
        for act, after in pairwise(body) if isinstance(body, list) else ():
            if _acts(act) and _names(after) & DATABASE:
                yield after.lineno


def _acts(statement: ast.stmt) -> bool:
    """A step that nothing around it waits for."""
    called = getattr(getattr(statement, "value", None), "func", None)
    return isinstance(statement, ast.Expr) and getattr(called, "attr", "") in ACTS


def _names(statement: ast.stmt) -> set[str]:
    return {node.attr for node in ast.walk(statement) if isinstance(node, ast.Attribute)}


def test_nothing_is_asked_too_early() -> None:
    found = [f"{path.name}:{line}" for path in BROWSER.glob("*.py") for line in too_early(path.read_text())]
    assert found == []


def test_what_is_asked_too_early_is_found() -> None:
    """Negative control: two tests that failed on a busy machine, and how they wait now."""
    assert [*too_early("page.locator('button').click()\nsheet = SpotCheck.objects.get()")] == [2]
    assert [*too_early("page.locator('button').click()\npage.wait_for_load_state()")] == [2]
    waits = "with page.expect_navigation():\n  page.locator('button').click()\nSpotCheck.objects.get()"
    assert [*too_early(waits)] == []
