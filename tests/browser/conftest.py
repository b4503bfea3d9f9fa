"""A real Chromium on a live server. Every page is watched: console errors and requests to other hosts fail the test.

What a step sets off is waited for by something only its answer holds: `expect(…)`, `wait_for_url` of an address we are
not at yet, `expect_navigation`, `expect_response`. Looks at the page (`count`, `inner_text`, `evaluate`, `url`) and at
the database wait for nothing, and `expect(…)` of what the old page holds as well is content with the old page.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # One process draws page after page: a new one for each would compile every script again.
    "--renderer-process-limit=1",
    "--in-process-gpu",
]
AXE_OPTIONS = {"preload": False, "resultTypes": ["violations"]}  # preload would fetch every style sheet again
LOUD = {"serious", "critical"}
# A click waits for the scripts of its page: nobody presses a button in the first milliseconds it is painted.
UNTIL_READY = """
const still = new CSSStyleSheet();
still.replaceSync("* { pointer-events: none !important }");
document.adoptedStyleSheets = [still];
addEventListener("DOMContentLoaded", () => setTimeout(() => { document.adoptedStyleSheets = []; }));
"""
# Milliseconds to wait for what is to come: only a failure costs them, and a busy machine may be ten times slower.
PATIENCE = 30_000
TEN_O_CLOCK = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium on this machine: browser tests are left out")
                )


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Any]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Door:
    """Counts who is inside: the house is emptied after a test only when no request is being answered any more."""

    def __init__(self) -> None:
        self.inside = 0
        self.changed = threading.Condition()

    def leads_to(self, application: Callable[..., Any]) -> Callable[..., Iterator[bytes]]:
        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
            self._count(1)
            try:
                with closing(application(environ, start_response)) as parts:
                    yield from parts
            finally:
                self._count(-1)

        return answer

    def _count(self, step: int) -> None:
        with self.changed:
            self.inside += step
            self.changed.notify_all()

    def wait_until_all_have_left(self) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.inside == 0, PATIENCE / 1000), "a request does not end"


@pytest.fixture(scope="session")
def door() -> Door:
    return Door()


@pytest.fixture(scope="session")
def server(django_db_setup: None, door: Door) -> Iterator[str]:
    from pytest_django.live_server_helper import LiveServer

    live = LiveServer("localhost", start=False)
    # WhiteNoise serves, as in the real house.
    live.thread.static_handler = lambda media: door.leads_to(media.application)
    live.start()
    yield live.url
    live.stop()


@pytest.fixture
def clock() -> Iterator[Any]:
    """It is Tuesday 2026-11-03, ten o'clock: inside a calling window. Ask for it before anybody signs in."""
    with time_machine.travel(TEN_O_CLOCK, tick=True) as traveller:
        yield traveller


@pytest.fixture
def committed_house(committed: None) -> Any:
    """A house whose rows are really committed, so that the live server sees them."""
    from tests.house_of_three import build_house

    return build_house()


Opener = Callable[..., Any]


class Watch:
    """What went wrong on the pages of one test; paused while axe works, whose own styles the policy refuses."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.paused = False

    def note(self, fault: str) -> None:
        if not self.paused:
            self.faults.append(fault)


@pytest.fixture
def watch() -> Iterator[Watch]:
    watching = Watch()
    yield watching
    assert watching.faults == []


@pytest.fixture
def open_as(chromium: Any, server: str, door: Door, committed: None, watch: Watch) -> Iterator[Opener]:
    """`open_as(person, path, width=…, touch=…)`: a watched page of a signed-in person, in a Chinese browser.

    Afterwards the pages are cut off, so that none asks again or sends a draft while the house is being emptied.
    """
    contexts = []

    def open_page(
        person: Any, path: str = "/", *, width: int = 1440, height: int = 900, touch: bool = False
    ) -> Any:
        size = {"width": width, "height": height}
        context = chromium.new_context(
            viewport=size, base_url=server, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=touch
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(UNTIL_READY)
        contexts.append(context)
        if person is not None:
            context.add_cookies([session_of(person, server)])
        page = context.new_page()
        _follow(page, server, watch)
        page.goto(path)
        return page

    yield open_page
    watch.paused = True
    for context in contexts:
        context.set_offline(True)
        context.close()
    door.wait_until_all_have_left()


def _follow(page: Any, server: str, watch: Watch) -> None:
    host = urlsplit(server).netloc
    page.on("pageerror", lambda error: watch.note(f"script: {error}"))
    page.on("console", lambda message: watch.note(_said(message)) if _is_fault(message) else None)
    page.on("request", lambda r: watch.note(f"left the house: {r.url}") if _is_foreign(r.url, host) else None)


def _said(message: Any) -> str:
    return f"console: {message.text} {message.location.get('url', '')}"


def _is_fault(message: Any) -> bool:
    """Chromium reports every answer of 400 and more as an error; a refused form is none."""
    return message.type == "error" and "Failed to load resource" not in message.text


def _is_foreign(url: str, host: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host


def session_of(person: Any, server: str) -> dict[str, Any]:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return {"name": "session", "value": client.cookies["session"].value, "url": server}


@pytest.fixture
def loud_findings(watch: Watch) -> Callable[[Any], list[str]]:
    """What axe-core finds serious or critical on the page as it stands.

    The watch stays paused until the page is left with `leave`.
    """

    def find(page: Any) -> list[str]:
        watch.paused = True
        if not page.evaluate("() => 'axe' in window"):
            page.add_script_tag(url="/static/axe/axe.min.js")
        found = page.evaluate("async (options) => (await axe.run(document, options)).violations", AXE_OPTIONS)
        return [
            f"{v['id']} ({v['impact']}): {node['html'][:160]}"
            for v in found
            if v["impact"] in LOUD
            for node in v["nodes"][:3]
        ]

    return find


@pytest.fixture
def leave(watch: Watch) -> Callable[[Any], None]:
    """Leave a page axe has looked at: its refused styles are reported late, but not later than this."""

    def go(page: Any) -> None:
        page.goto("about:blank")
        watch.paused = False

    return go


@pytest.fixture
def assert_accessible(
    loud_findings: Callable[..., list[str]], leave: Callable[[Any], None]
) -> Callable[[Any], None]:
    """axe-core finds nothing serious or critical; the page is loaded afresh afterwards."""

    def check(page: Any) -> None:
        url = page.url
        loud = loud_findings(page)
        leave(page)
        page.goto(url)
        assert loud == [], f"{url}\n" + "\n".join(loud)

    return check
