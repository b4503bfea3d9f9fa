"""The telephone beside the screen: who rings is found by four digits, the number is a code, a recording plays."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from apps.callbacks.models import InboundCall, Recording
from tests.browser.calls import repaired
from tests.browser.media import seconds_of, silence


@pytest.mark.long
def test_a_customer_rings(
    clock: Any, open_as: Any, committed_house: Any, settings: Any, tmp_path: Any
) -> None:
    settings.FILES_ROOT = tmp_path
    lin = committed_house.named("lin")
    (call,) = repaired(committed_house, date(2026, 11, 2))
    page = open_as(lin, "/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("i")
    page.wait_for_url("**/calls/inbound/")
    page.locator("#digits").fill("1200")
    page.keyboard.press("Enter")
    expect(page.get_by_text("李秀兰")).to_be_visible()
    page.locator("[data-nav-open]").first.click()
    page.wait_for_url(f"**/calls/{call.pk}/")
    assert InboundCall.objects.get().callback == call
    expect(page.get_by_text("客户来电：不受")).to_be_visible()
    page.keyboard.press("Enter")
    page.locator("a[href='tel:13800001200']").wait_for()
    page.keyboard.press("y")
    expect(page.get_by_text("已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "13800001200"
    page.keyboard.press("p")
    code = page.locator("svg.qr")
    expect(code).to_be_visible()
    assert code.bounding_box()["width"] >= 100

    page.locator(".call-bar").get_by_role("link", name="录音与短信").click()
    page.locator("#recording-file").set_input_files(
        {"name": "来电.wav", "mimeType": "audio/wav", "buffer": silence(3)}
    )
    with page.expect_navigation():
        page.get_by_role("button", name="保存录音").click()
    assert seconds_of(page, "audio") == 3
    kept = f"/recordings/{Recording.objects.get().pk}/"
    assert page.request.get(kept, headers={"Range": "bytes=0-9"}).status == 206
    for username in ("du", "han"):
        stranger = open_as(committed_house.named(username), "/")
        assert stranger.request.get(kept).status in (403, 404)
