"""How calls may end is the house's own: a used outcome leaves the call screen and stays where it was used."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.callbacks.models import Callback, Outcome
from apps.core.wording import day_words
from tests.browser.calls import ended_by_key, left, repaired, tab_to
from tests.browser.made import moment
from tests.house_of_three import House


@pytest.mark.long
def test_a_used_outcome_is_retired_and_a_wished_time_promised(
    clock: Any, open_as: Any, committed_house: House
) -> None:
    lin, zhou = map(committed_house.named, ("lin", "zhou"))
    (call,) = repaired(committed_house, date(2026, 11, 2))
    page = open_as(lin, "/")
    ended_by_key(page, call, "s")
    boss = open_as(zhou, "/settings/outcomes/")
    busy = Outcome.objects.get(code="busy")
    retire = boss.locator(f"form[action$='/outcomes/{busy.pk}/step/'] button")
    tab_to(boss, retire)
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("heading", name="已停用")).to_be_visible()
    expect(retire).to_have_attribute("value", "restore")

    clock.move_to(moment("11-03", "16:30"))
    page.goto(f"/calls/{call.pk}/")
    expect(page.locator("[name=outcome][value=no_answer]")).to_have_count(1)
    expect(page.locator("[name=outcome][value=busy]")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("占线")
    wish(page, call)


def wish(page: Any, call: Callback) -> None:
    """Offered are the coming windows; the customer names another time, and it stands in the queue at that time."""
    page.keyboard.press("Enter")
    page.locator("a[href^='tel:']").wait_for()
    page.keyboard.press("s")
    expect(page.locator("[name=outcome]:checked")).to_have_count(0)
    page.keyboard.press("w")
    expect(page.locator(".slot input").first).to_be_focused()
    expect(page.locator(".slot")).to_have_count(5)
    expect(page.locator("#appointment")).to_be_hidden()
    page.keyboard.press("ArrowUp")
    tab_to(page, page.locator("#appointment"))
    page.locator("#appointment").fill(
        "2026-11-05T10:15"
    )  # in which order it is typed, the browser's language says
    left(page, call, "Control+Enter")
    call.refresh_from_db()
    assert (call.state, call.appointment_at) == ("appointed", datetime(2026, 11, 5, 2, 15, tzinfo=UTC))
    page.goto("/")
    expect(page.locator("[data-nav-row]")).to_contain_text("10:15")
    assert day_words(date(2026, 11, 5), now=timezone.now()) in page.locator("[data-nav-row]").inner_text()
