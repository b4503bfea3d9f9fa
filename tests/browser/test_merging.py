"""Two files of one customer, merged and taken apart in the browser (S20)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts.models import Role
from apps.customers.models import Customer, Phone


@pytest.mark.long
def test_merge_and_undo(open_as: Any, committed_house: Any, assert_accessible: Any) -> None:
    zhou = committed_house.person("zhou", "周敏", Role.CARE_MANAGER, committed_house.care)
    then = timezone.now() - timedelta(days=9)
    for name, address in (("王小明", ""), ("王晓明", "花园路 1 号")):
        customer = Customer.objects.create(
            store=committed_house.store, name=name, address=address, created_at=then
        )
        Phone.objects.create(customer=customer, number="13800138000")
    first, second = Customer.objects.order_by("pk")

    page = open_as(zhou, f"/customers/{first.pk}/")
    page.get_by_role("link", name="王晓明").click()  # the notice: perhaps the same customer
    page.wait_for_url("**/merge/**")
    assert_accessible(page)
    expect(page.locator("[name=take-address][value=gone]")).to_be_checked()
    page.locator("[name=take-name][value=gone]").check()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/customers/{first.pk}/")
    expect(page.locator("h1")).to_have_text("王晓明")
    expect(page.locator("main")).to_contain_text("花园路 1 号")

    page.get_by_role("link", name="拆分").click()
    page.wait_for_url("**/merges/**")
    page.locator("[name=reason]").fill("弄错了")
    page.locator("[data-submit]").click()
    page.wait_for_url(f"**/customers/{first.pk}/")
    expect(page.locator("h1")).to_have_text("王小明")
    page.goto(f"/customers/{second.pk}/")
    expect(page.locator("h1")).to_have_text("王晓明")
