"""A whole call on a telephone of 360 px, by touch alone: script, data check, answers, a promise, no more calls."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from apps.callbacks.models import Callback, Inquiry, Outcome
from apps.customers.models import DataCheck, OptOut
from tests.browser.calls import kept, repaired, saved, started
from tests.browser.test_walk import OVERFLOW, SQUEEZED

PHONE = 360


def fits(page: Any) -> None:
    assert page.evaluate(OVERFLOW) <= 0, page.url
    assert page.evaluate(SQUEEZED) == []


@pytest.mark.long
def test_a_whole_call_on_a_telephone(
    clock: Any, open_as: Any, committed_house: Any, assert_accessible: Any
) -> None:
    lin = committed_house.named("lin")
    first, second, third = repaired(committed_house, *(date(2026, 11, n) for n in (1, 2, 3)))
    add_an_outcome(open_as(committed_house.named("zhou"), "/settings/outcomes/"))
    page = open_as(lin, "/", width=PHONE, height=740, touch=True)
    fits(page)
    page.get_by_role("link", name="李秀兰").tap()
    page.wait_for_url(f"**/calls/{first.pk}/")
    page.locator("#dial button").tap()
    page.locator("a[href='tel:13800001200']").wait_for()
    expect(page.locator(".script mark").first).to_contain_text("李秀兰")
    answer_all(page)
    read_back(page)
    page.locator("#suggestion").fill("多开一个收银台")
    page.locator("#question").fill("下次保养是什么时候")
    page.locator("label.outcome", has_text="接通·完成").tap()
    fits(page)
    page.locator("form.call [data-submit]").tap()
    page.wait_for_url(f"**/calls/{second.pk}/")
    heard(first, lin)

    started(page, f"/calls/{second.pk}/")
    page.locator(".ask").first.locator(".key", has_text="很不满意").tap()
    page.locator("label.outcome", has_text="在外地").tap()
    expect(page.locator(".slot")).to_have_count(5)
    page.locator(".slot").nth(1).tap()
    with kept(page, "下周回郑州"):
        page.locator("#note").fill("下周回郑州")
    fits(page)
    expect(page.locator("[data-draft-state]")).to_contain_text("草稿")
    assert_accessible(page)
    page.locator(".ask").first.locator(".key", has_text="很满意").tap()
    page.locator("form.call [data-submit]").tap()
    page.wait_for_url(f"**/calls/{third.pk}/")
    second.refresh_from_db()
    assert (second.state, second.appointment_at.hour) == ("appointed", 8)

    started(page, f"/calls/{third.pk}/")
    page.locator("label.outcome", has_text="接通·拒访").tap()
    page.locator("[name=opt_out]").select_option("kind")
    page.locator("#opt_out_reason").fill("不想再接电话")
    saved(page, third)
    assert OptOut.objects.get().reason == "不想再接电话"


def add_an_outcome(page: Any) -> None:
    """The manager's own way a call may end: the customer is out of town and names another time."""
    page.keyboard.press("n")
    page.wait_for_url("**/settings/outcomes/new/")
    page.locator("#id_name_zh").fill("在外地")
    page.locator("#id_name_en").fill("Out of town")
    page.locator("#id_effect").select_option("appoint")
    page.locator("#id_asks").select_option("note")
    page.locator("#id_shortcut").fill("v")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/settings/outcomes/")
    assert Outcome.objects.filter(name_zh="在外地").exists()


def answer_all(page: Any) -> None:
    for n in range(page.locator(".ask").count()):
        page.locator(".ask").nth(n).locator(".key").first.tap()


def read_back(page: Any) -> None:
    """The name is spelled otherwise, the plate is right, the missing frame number is asked for."""
    rows = page.locator(".verify")
    rows.locator("[name=check-name][value=wrong]").locator("..").tap()
    page.locator("[name=fix-name]").fill("李秀岚")
    rows.locator("[name=check-plate][value=right]").locator("..").tap()
    page.locator("[name=fix-vin]").fill("LSVAB4182E2104482")


def heard(call: Callback, lin: Any) -> None:
    call.refresh_from_db()
    assert call.state == "completed"
    assert call.customer.name == "李秀岚"
    assert call.vehicle.vin == "LSVAB4182E2104482"
    assert call.attempts.get().script is not None
    raised = Inquiry.objects.select_related("duty").order_by("kind")
    assert [(one.kind, one.duty.due_day) for one in raised] == [
        ("question", date(2026, 11, 3)),
        ("suggestion", date(2026, 11, 3)),
    ]
    assert all(one.duty.owner_id for one in raised)
    assert DataCheck.objects.count() <= 1
