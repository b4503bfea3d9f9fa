"""A call by keyboard alone (ux.md 3): from the queue to the saved outcome, and the next call is open."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from apps.accounts.models import Role
from apps.callbacks import services
from apps.callbacks.models import Callback
from apps.core import middleware
from apps.customers.models import Customer, Order, Phone
from apps.desk.call.recording import record_waiting
from tests.browser.calls import kept, left, tab_to


@pytest.fixture
def lin(committed_house, noon, monkeypatch):
    """An agent with two calls, at 10:00 of a working day."""
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)
    lin = committed_house.person("lin", "林晓彤", Role.AGENT, committed_house.care)
    for n, name in enumerate(("刘志远", "张晓燕")):
        customer = Customer.objects.create(store=committed_house.store, name=name, created_at=noon)
        Phone.objects.create(customer=customer, number=f"1592846772{n}", position=1)
        Order.objects.create(
            store=committed_house.store, kind="delivery", number=f"CK-{n}", document_day=date(2026, 11, 1 + n),
            customer=customer, created_at=noon,
        )  # fmt: skip
    services.open_due_follow_ups(now=noon)
    return lin


def test_a_satisfied_customer_takes_eight_keys_and_a_save_can_be_taken_back(open_as, lin, noon, settings):
    settings.UNDO_SECONDS = 10
    first, second = Callback.objects.order_by("duty__due_at")
    page = open_as(lin, "/")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/calls/{first.pk}/")
    assert "15928467720" not in page.content()

    page.keyboard.press("Enter")
    page.wait_for_selector("[data-started]")
    expect(page.locator("a[href='tel:15928467720']")).to_be_visible()
    page.evaluate("window.sameDocument = true")
    for key in ("4", "4", "4", "4", "1", "q", "Control+Enter"):
        page.keyboard.press(key)

    page.wait_for_url(f"**/calls/{second.pk}/")
    assert page.evaluate("window.sameDocument")
    first.refresh_from_db()
    assert first.state == "pending"
    page.locator("[data-undo]").wait_for()
    page.keyboard.press("u")
    page.wait_for_url(f"**/calls/{first.pk}/")
    expect(page.locator(".key input:checked")).to_have_count(5)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/calls/{second.pk}/")
    expect(page.locator("main")).to_contain_text("张晓燕")
    assert record_waiting(now=noon + timedelta(seconds=11)) == 1
    first.refresh_from_db()
    assert first.state == "completed"
    assert first.attempts.get().answers.count() == 5
    promise(page, second, noon)


def promise(page, call, noon):
    """The second customer asks for another time: the next windows are offered, the third of them is taken."""
    page.keyboard.press("Enter")
    page.locator("a[href^='tel:']").wait_for()
    page.keyboard.press("w")
    expect(page.locator(".slot input").first).to_be_focused()
    for key in ("ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    left(page, call, "Control+Enter")
    assert record_waiting(now=noon + timedelta(seconds=30)) == 1
    call.refresh_from_db()
    assert (call.state, call.appointment_at > noon) == ("appointed", True)


def test_a_bad_answer_and_a_wrong_name_are_typed_and_kept(open_as, lin):
    first = Callback.objects.order_by("duty__due_at").first()
    page = open_as(lin, f"/calls/{first.pk}/")
    expect(page.locator("#complaint_text")).to_be_hidden()
    page.keyboard.press("2")
    page.keyboard.press("t")
    page.keyboard.press("Control+a")
    page.keyboard.type("充电预约没讲清楚")
    tab_to(page, page.locator("[name=check-name][value=right]"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    with kept(page, "刘致远"):
        page.keyboard.type("刘致远")
    again = open_as(lin, f"/calls/{first.pk}/")
    expect(again.locator("#complaint_text")).to_have_value("充电预约没讲清楚")
    expect(again.locator("#complaint_text")).to_be_visible()
    expect(again.locator("[name=fix-name]")).to_have_value("刘致远")
