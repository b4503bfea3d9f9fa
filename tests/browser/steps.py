"""A step of a complaint as people take it: the button, its dialog, what it asks for, the button that does it."""

import re
from typing import Any


def take_step(page: Any, name: str, **fields: str) -> None:
    page.get_by_role("link", name=re.compile(f"^{name}…")).click()
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    for field, value in fields.items():
        fill(dialog.locator(f"[name={field}]"), value)
    with page.expect_navigation():
        dialog.locator("[data-submit]").click()


def fill(place: Any, value: str) -> None:
    """Text typed, or chosen where there is a choice."""
    if place.evaluate("element => element.tagName") == "SELECT":
        place.select_option(value)
    else:
        place.fill(value)
