"""A customer nobody reaches, by keyboard alone: windows counted, a message written, a wrong number righted."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from apps.accounts.models import Role
from apps.callbacks.models import Callback, SentMessage
from tests.browser.calls import ended_by_key, repaired, tab_to
from tests.browser.made import moment


@pytest.mark.long
def test_from_no_answer_to_the_corrected_number(clock: Any, open_as: Any, committed_house: Any) -> None:
    house = committed_house
    lin = house.named("lin")
    tao = house.person("tao", "陶然", Role.RECEPTION, house.aftersales)
    (call,) = repaired(house, date(2026, 11, 2))
    page = open_as(lin, "/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for clock_time in ("10:00", "16:30"):
        clock.move_to(moment("11-03", clock_time))
        ended_by_key(page, call, "a")
    page.goto(f"/calls/{call.pk}/")
    expect(page.locator(".tally")).to_contain_text("时段 2/3 个")

    write_a_message(page, call)
    ended_by_key(page, call, "x")
    call.refresh_from_db()
    assert call.state == "wrong_number"
    assert call.customer.phones.get().validity == "invalid"

    desk = open_as(tao, "/")
    desk.get_by_role("link", name="待更正的客户信息").press("Enter")
    desk.wait_for_url("**/corrections/**")
    tab_to(desk, desk.get_by_placeholder("正确号码"))
    desk.keyboard.type("139 0000 5678")
    desk.keyboard.press("Enter")
    expect(desk.locator("[id^=item-]")).to_have_count(0)
    page.goto("/")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/calls/{call.pk}/")
    page.keyboard.press("Enter")
    page.locator("a[href='tel:13900005678']").wait_for()
    assert Callback.objects.get().state == "pending"


def write_a_message(page: Any, call: Callback) -> None:
    """Filled in already, copied, marked as sent."""
    page.locator(".call-bar").get_by_role("link", name="录音与短信").press("Enter")
    page.get_by_role("link", name="给客户写信息").press("Enter")
    words = page.locator("#text").input_value()
    assert "李秀兰" in words
    page.get_by_role("button", name="复制").press("Enter")
    expect(page.get_by_text("已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == words
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/calls/{call.pk}/")
    assert SentMessage.objects.get().words.text == words
