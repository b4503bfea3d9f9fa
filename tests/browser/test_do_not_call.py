"""Not to be called, by keyboard alone: a car, a kind of call, every call – and wherever a call could begin after it."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.callbacks import services as calls
from apps.callbacks.models import Callback
from apps.customers.models import Customer, OptOut, Order, Phone, Vehicle, VehicleRole
from tests.browser.calls import left
from tests.house_of_three import House

DAYS = (date(2026, 11, 1), date(2026, 11, 2))


@pytest.fixture
def wang(clock: Any, committed_house: House) -> Customer:
    """One customer with three cars: two repairs of the first, one of the second and one of the third, its delivery."""
    committed_house.named("lin")
    at = timezone.now()
    customer = Customer.objects.create(store=committed_house.store, name="王小明", created_at=at)
    Phone.objects.create(customer=customer, number="13800001201", position=1)
    for n, (car, kind) in enumerate(
        (("豫A10001", "repair"), ("豫A10001", "repair"), ("豫A10002", "repair"), ("豫A10003", "repair"),
         ("豫A10003", "delivery"))
    ):  # fmt: skip
        vehicle, _new = Vehicle.objects.get_or_create(store=committed_house.store, plate=car)
        VehicleRole.objects.get_or_create(customer=customer, vehicle=vehicle, role="owner")
        order_of(customer, n, kind=kind, vehicle=vehicle)
    calls.open_due_follow_ups(now=at)
    return customer


def order_of(customer: Customer, n: int, *, kind: str, vehicle: Vehicle | None = None) -> None:
    Order.objects.create(
        store=customer.store, kind=kind, number=f"JS2611-000{n}", customer=customer, vehicle=vehicle,
        document_day=DAYS[n > 1], created_at=timezone.now(),
    )  # fmt: skip


def asked_not_to(page: Any, call: Callback, *, downs: int, reason: str) -> None:
    """The customer will not talk: its key leads to the choice, arrows choose, one Tab on stands the reason."""
    page.goto(f"/calls/{call.pk}/")
    page.keyboard.press("Enter")
    page.locator("a[href^='tel:']").wait_for()
    page.keyboard.press("e")
    expect(page.locator("[name=opt_out]")).to_be_focused()
    expect(page.locator("#opt_out_reason")).to_be_hidden()
    for _step in range(downs):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator("#opt_out_reason")).to_be_focused()
    page.keyboard.type(reason)
    left(page, call, "Control+Enter")


def waiting(customer: Customer) -> list[str]:
    rows = Callback.objects.open().filter(customer=customer).order_by("order__number")
    return [number[-1] for number in rows.values_list("order__number", flat=True)]


@pytest.mark.long
def test_a_wish_holds_wherever_a_call_could_begin(
    open_as: Any, wang: Customer, committed_house: House
) -> None:
    lin, zhou = map(committed_house.named, ("lin", "zhou"))
    first, _second, third, _fourth, last = Callback.objects.order_by("order__number")
    page = open_as(lin, "/")
    asked_not_to(page, first, downs=2, reason="车已卖")
    assert waiting(wang) == ["2", "3", "4"]
    asked_not_to(page, third, downs=3, reason="不谈维修")
    assert waiting(wang) == ["4"]
    page.goto("/")
    expect(page.locator("[data-nav-row]")).to_have_count(1)
    asked_not_to(page, last, downs=1, reason="不想被打扰")
    wishes = OptOut.objects.order_by("pk").values_list("vehicle__plate", "kind", "reason")
    assert list(wishes) == [
        ("豫A10001", "", "车已卖"),
        (None, "repair", "不谈维修"),
        (None, "", "不想被打扰"),
    ]

    page.goto("/")
    expect(page.locator("[data-nav-row]")).to_have_count(0)
    page.goto("/calls/inbound/?digits=1201")
    expect(page.locator("[data-nav-row]")).to_contain_text("请勿回访")
    expect(page.locator("[data-nav-row] button.btn-primary")).to_have_count(0)
    order_of(wang, 5, kind="delivery")
    calls.open_due_follow_ups(now=timezone.now())
    assert waiting(wang) == []

    boss = open_as(zhou, "/callbacks/?state=all")
    expect(boss.locator("[data-nav-row]")).to_have_count(6)
    expect(boss.locator("[data-nav-row]").first).to_contain_text("请勿回访")
    boss.keyboard.press("Enter")
    expect(boss.locator("main")).to_contain_text("客户不愿接听回访")
    expect(boss.get_by_role("link", name="给客户写信息")).to_have_count(0)
