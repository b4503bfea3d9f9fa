"""The manager's list and who gets the calls: found, given over in bulk, dealt again in an absence, left to nobody."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from apps.callbacks import services as calls
from apps.callbacks.models import Callback
from tests.browser.calls import repaired
from tests.browser.made import Furnished
from tests.browser.words import CHINESE, SETTLEMENTS

DAYS = ["2026-11-02"] * 4
ROWS = "#calls tbody tr"
ONE_OWNER = re.compile(r"owner=\d")
WITH_COLUMNS = re.compile(r"owner=\d.*cols=|cols=.*owner=\d")


def owners() -> set[str | None]:
    return set(Callback.objects.values_list("duty__owner__username", flat=True))


@pytest.mark.long
def test_from_the_list_to_an_absence(
    clock: Any, open_as: Any, committed_house: Any, settings: Any, tmp_path: Any
) -> None:
    settings.FILES_ROOT = tmp_path
    _lin, _du, zhou = map(committed_house.named, ("lin", "du", "zhou"))
    made = Furnished(committed_house, CHINESE, {"zhou": zhou})
    batch = made.taken_in(made.listed(DAYS, header=SETTLEMENTS, sign="JS"), at=timezone.now())
    assert owners() == {"lin", "du"}
    page = open_as(zhou, "/callbacks/")
    find_and_keep(page)
    give_over(page)
    assert owners() == {"du"}

    enter_absence(page, "杜鹏")
    assert owners() == {"lin"}
    page.goto("/callbacks/dealings/")
    expect(page.locator("tbody tr").first).to_contain_text("杜鹏 → 林晓彤")
    expect(page.locator("tbody tr").first).to_contain_text("缺勤")

    enter_absence(page, "林晓彤")
    repaired(committed_house, date(2026, 11, 2))  # comes in while nobody is there
    page.goto("/")
    tile = page.locator(".tile", has_text="无人负责")
    expect(tile.locator(".tile-value")).to_have_text("5")
    assert owners() == {None}
    expect(page.locator("tr", has_text="11-05").locator("[data-due=over]")).to_contain_text("5")
    with page.expect_navigation():
        tile.click()
    expect(page.locator("#calls [data-nav-row]")).to_have_count(5)
    expect(page.locator("#calls")).to_contain_text("李秀兰")
    unfold_filters(page)
    cancel_one(page)
    assert Callback.objects.filter(state="cancelled").count() == 1
    page.goto(f"/customers/imports/{batch.pk}/")
    expect(page.locator("#import-result tr", has_text="11-05").first).to_contain_text("打不完")


def find_and_keep(page: Any) -> None:
    """Filters live in the URL, are kept under a name with the columns, and go out as a sheet of as many rows."""
    page.locator("[name=owner]").select_option(label="林晓彤")
    page.wait_for_url(ONE_OWNER)
    expect(page.locator(ROWS)).to_have_count(2)
    expect(page.locator("#call-count")).to_contain_text("2")
    page.get_by_text("字段").click()
    before = page.locator("#calls thead th").count()
    page.locator("[name=cols]:checked:not(:disabled)").last.uncheck()
    page.get_by_role("button", name="显示").click()
    page.wait_for_url(WITH_COLUMNS)
    expect(page.locator("#calls thead th")).to_have_count(before - 1)
    page.get_by_text("已存列表").click()
    page.locator("#list-name").fill("林晓彤的回访")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".menu-panel .rows a")).to_have_text("林晓彤的回访")
    page.goto("/callbacks/")
    page.get_by_text("已存列表").click()
    page.get_by_role("link", name="林晓彤的回访").click()
    page.wait_for_url(WITH_COLUMNS)
    expect(page.locator(ROWS)).to_have_count(2)
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Excel").click()
    assert sheet.value.suggested_filename.endswith(".xlsx")
    assert ONE_OWNER.search(sheet.value.url)


def give_over(page: Any) -> None:
    page.locator("[data-select-all]").check()
    page.locator("[data-select-bar]").get_by_role("button", name="改派").click()
    dialog = page.locator("dialog#reassign")
    dialog.locator("[name=to]").select_option(label="杜鹏")
    dialog.locator("[name=reason]").fill("均衡工作量")
    with page.expect_navigation(url=ONE_OWNER):
        dialog.locator("[data-submit]").click()
    expect(page.locator("#calls [data-nav-row]")).to_have_count(0)


def cancel_one(page: Any) -> None:
    page.goto("/callbacks/?owner=none")
    page.locator("[data-select-row]").first.check()
    page.locator("[data-select-bar]").get_by_role("button", name="撤销回访").click()
    dialog = page.locator("dialog#cancel")
    dialog.locator("[name=reason]").fill("客户已更换车辆")
    with page.expect_navigation():
        dialog.locator("[data-submit]").click()
    expect(page.locator("#calls [data-nav-row]")).to_have_count(4)


def unfold_filters(page: Any) -> None:
    """On a phone the filters stand behind one button, which says how many are in use and counts along."""
    page.set_viewport_size({"width": 360, "height": 740})
    button, kind = page.locator(".filters-open"), page.locator("select[name=kind]")
    expect(button).to_have_text("筛选 · 1")
    expect(kind).to_be_hidden()
    page.locator("#filters-fold").focus()
    page.keyboard.press("Space")
    kind.select_option(label="维修回访")
    expect(button).to_have_text("筛选 · 2")
    page.reload()
    expect(kind).to_be_hidden()
    expect(button).to_have_text("筛选 · 2")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(kind).to_be_visible()
    expect(button).to_be_hidden()


def enter_absence(page: Any, name: str) -> None:
    page.goto(reverse("accounts:absences"))
    page.locator("[name=person]").select_option(label=name)
    page.locator("[name=first_day]").fill("2026-11-03")
    page.locator("[name=last_day]").fill("2026-11-06")
    with page.expect_navigation():
        page.locator("main [data-submit]").first.click()
    expect(page.locator("tbody tr", has_text=name)).to_be_visible()
    calls.hand_over_absent(now=timezone.now())
