"""Calls that wait for 林晓彤 in a house on a live server."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils import timezone

from apps.callbacks import services as calls
from apps.callbacks.models import Callback
from apps.customers.models import Customer, Order, Phone, Vehicle
from tests.house_of_three import House

NAMES = ("李秀兰", "王小明", "刘志远", "张晓燕")


def repaired(house: House, *days: date) -> list[Callback]:
    """One customer, car and repair for each document day, the call opened by the sweep; in their order."""
    for n, day in enumerate(days):
        at = timezone.now()
        name = NAMES[n % len(NAMES)]
        customer = Customer.objects.create(store=house.store, name=name, gender="f", created_at=at)
        Phone.objects.create(customer=customer, number=f"1380000120{n}", position=1)
        car = Vehicle.objects.create(store=house.store, plate=f"豫A2234{n}", model="途昂 X")
        Order.objects.create(
            store=house.store, kind="repair", number=f"JS2611-000{n}", customer=customer, vehicle=car,
            document_day=day, created_at=at,
        )  # fmt: skip
    calls.open_due_follow_ups(now=timezone.now())
    return list(Callback.objects.select_related("duty__owner", "customer", "store").order_by("order_id"))


def started(page: Any, path: str) -> Any:
    """The call screen with the number shown."""
    page.goto(path)
    page.locator("#dial button.btn-primary").click()
    page.locator("a[href^='tel:']").wait_for()
    return page


def ended_by_key(page: Any, call: Callback, key: str) -> None:
    """By keyboard alone: the number is shown, the outcome chosen, the call saved."""
    page.goto(f"/calls/{call.pk}/")
    page.keyboard.press("Enter")
    page.locator("a[href^='tel:']").wait_for()
    page.keyboard.press(key)
    left(page, call, "Control+Enter")


def left(page: Any, call: Callback, key: str) -> None:
    """Press the key and wait until the page has gone on to another call."""
    page.keyboard.press(key)
    page.wait_for_url(lambda url: not url.endswith(f"/calls/{call.pk}/"))


@contextmanager
def kept(page: Any, words: str) -> Iterator[None]:
    """What is typed inside is kept as a draft when it ends: all of it, not the beginning, which a pause sends off."""
    with page.expect_response(lambda answer: words in (answer.request.post_data or "")):
        yield


def tab_to(page: Any, goal: Any) -> None:
    """Tab on until the element has the focus: the keyboard reaches it."""
    for _step in range(150):
        if goal.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab reaches {goal}")


def saved(page: Any, call: Callback) -> None:
    """Press save and wait until the page has gone on."""
    page.locator("form.call [data-submit]").click()
    page.wait_for_url(lambda url: not url.endswith(f"/calls/{call.pk}/"))
