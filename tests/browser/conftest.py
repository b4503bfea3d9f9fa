"""A real Chromium on a live server. Every page is watched: console errors and requests to other hosts fail the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
LOUD = {"serious", "critical"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium on this machine: browser tests are left out")
                )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[str]:
    from pytest_django.live_server_helper import LiveServer

    live = LiveServer("localhost")
    yield live.url
    live.stop()


@pytest.fixture
def committed_house(committed: None) -> Any:
    """A house whose rows are really committed, so that the live server sees them."""
    from tests.house_of_three import build_house

    return build_house()


Opener = Callable[..., Any]


@pytest.fixture
def open_as(chromium: Any, server: str, committed: None) -> Iterator[Opener]:
    """`open_as(person, path, width=…, theme=…)`: a watched page of a signed-in person."""
    contexts, faults = [], []

    def open_page(person: Any, path: str = "/", *, width: int = 1440, height: int = 900) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, base_url=server)
        contexts.append(context)
        if person is not None:
            context.add_cookies([_session_of(person, server)])
        page = context.new_page()
        _watch(page, server, faults)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _watch(page: Any, server: str, faults: list[str]) -> None:
    host = urlsplit(server).netloc
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda message: faults.append(_said(message)) if _is_fault(message) else None)
    page.on(
        "request", lambda r: faults.append(f"left the house: {r.url}") if _is_foreign(r.url, host) else None
    )


def _said(message: Any) -> str:
    return f"console: {message.text} {message.location.get('url', '')}"


def _is_fault(message: Any) -> bool:
    """Chromium reports every answer of 400 and more as an error; a refused form is none."""
    return message.type == "error" and "Failed to load resource" not in message.text


def _is_foreign(url: str, host: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host


def _session_of(person: Any, server: str) -> dict[str, Any]:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return {"name": "session", "value": client.cookies["session"].value, "url": server}


@pytest.fixture
def assert_accessible() -> Callable[[Any], None]:
    """axe-core finds nothing serious or critical on the page as it stands."""

    def check(page: Any) -> None:
        # Evaluated from outside the page, so the strict policy of the page does not matter.
        page.evaluate(AXE)
        found = page.evaluate("async () => (await axe.run(document)).violations")
        loud = [
            f"{v['id']} ({v['impact']}): {node['html'][:160]}"
            for v in found
            if v["impact"] in LOUD
            for node in v["nodes"][:3]
        ]
        assert loud == [], f"{page.url}\n" + "\n".join(loud)

    return check
