"""script/screenshots: pages of the demo house as one morning of autumn 2026 shows them, in both languages."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django
import time_machine
from django.core.management import call_command
from playwright.sync_api import sync_playwright

from carecenter import embedded
from tests.browser.conftest import CHROMIUM, FLAGS

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screens"
MOMENT = datetime(2026, 10, 20, 10, 48, tzinfo=ZoneInfo("Asia/Shanghai"))
SIZE = {"width": 1440, "height": 900}
LARGEST = 250 * 1024
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def main() -> int:
    """Build the house on the first run, then take every picture; 1 when one is too large for the repository."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "carecenter.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if CHROMIUM is None:
        sys.stderr.write("No Chromium was found. 未找到 Chromium。\n")
        return 1
    embedded.ensure()
    django.setup()
    furnish()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with time_machine.travel(MOMENT, tick=True), served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        taken = [take(browser, address, name, short) for short in LANGUAGES for name in PICTURES]
    too_large = [path.name for path in taken if path.stat().st_size > LARGEST]
    sys.stdout.write("\n".join(f"{path.stat().st_size // 1024:4} KB  {path.name}" for path in taken) + "\n")
    return 1 if too_large else 0


def furnish() -> None:
    from apps.accounts.models import Store
    from apps.desk.demo.loading import load

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("leave_demo", "--unfinished")
    if not Store.objects.exists():
        load(now=MOMENT)


@contextmanager
def served() -> Iterator[str]:
    from pytest_django.live_server_helper import LiveServer

    live = LiveServer("localhost")
    yield live.url
    live.stop()


def take(browser: Any, address: str, name: str, short: str) -> Path:
    """One picture; the clock of the browser is the house's, and nothing on it moves."""
    from apps.accounts.models import User
    from tests.browser.conftest import session_of

    username, find, prepare = PICTURES[name]
    User.objects.filter(username=username).update(language=LANGUAGES[short], theme="light")
    user = User.objects.get(username=username)
    context = browser.new_context(
        viewport=SIZE, base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
    )
    context.clock.install(time=MOMENT + timedelta(minutes=2, seconds=37))
    context.add_cookies([session_of(user, address)])
    page = context.new_page()
    page.goto(find(user))
    prepare(page)
    path = FOLDER / f"{name}-{short}.png"
    page.screenshot(path=path)
    context.close()
    return path


def stay(page: Any) -> None:
    """The page as it opens."""


def talk(page: Any) -> None:
    """In the middle of a call: the number shown, one good and one bad answer."""
    if not page.locator("a[href^='tel:']").count():
        page.keyboard.press("Enter")
        page.locator("a[href^='tel:']").wait_for()
    page.locator(".ask").nth(0).locator("[data-number='5']").check(force=True)
    page.locator(".ask").nth(1).locator("[data-number='2']").check(force=True)
    page.locator("#complaint_text").fill("保养后仪表保养提醒没有清零，等了四十多分钟没人说明。")
    page.locator("label.outcome").first.click()
    page.locator(".call-mid").evaluate("element => element.scrollTo(0, 0)")
    page.evaluate("scrollTo(0, 0)")


def next_call_of(user: Any) -> str:
    from apps.desk.home.queue import next_call

    return f"/calls/{next_call(user, now=MOMENT)}/"


def waiting_list(user: Any) -> str:
    from apps.customers.models import ImportBatch

    return f"/customers/imports/{ImportBatch.objects.get(state=ImportBatch.State.PREVIEWED).pk}/"


def newest_report(user: Any) -> str:
    from apps.reports.models import Issue

    return f"/reports/{Issue.objects.filter(kind='week', state='submitted').latest('start').pk}/"


Picture = tuple[str, Callable[[Any], str], Callable[[Any], None]]
PICTURES: dict[str, Picture] = {
    "desk": ("lin", lambda user: "/", stay),
    "call": ("lin", next_call_of, talk),
    "board": ("zhou", lambda user: "/complaints/", stay),
    "penalties": ("zhou", lambda user: "/penalties/", stay),
    "report": ("zhou", newest_report, stay),
    "import": ("zhou", waiting_list, stay),
}

if __name__ == "__main__":
    sys.exit(main())
