"""The keyboard is enough: the desk, the search, the list of keys, the board, and a call that loses nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.callbacks import services as calls
from apps.callbacks.models import Attempt, Callback
from apps.complaints.models import Complaint
from apps.customers.models import Order
from tests.browser.calls import kept, tab_to
from tests.browser.furnished import moment
from tests.browser.words import CHINESE, ROLES
from tests.complaints.stages import People, customer_of


@pytest.fixture
def people(clock: Any, committed_house: Any) -> dict[str, Any]:
    made = {}
    for username in ("lin", "zhou", "fang", "song", "zhang"):
        role, kind = ROLES[username]
        made[username] = committed_house.person(
            username, CHINESE.people[username], role, getattr(committed_house, kind)
        )
    return made


@pytest.fixture
def three_calls(people: dict[str, Any], committed_house: Any) -> list[Callback]:
    """Three customers of yesterday's repairs, all 林晓彤's."""
    for n, name in enumerate(CHINESE.customers[:3]):
        customer = customer_of(committed_house.store, now=timezone.now(), name=name, phone=f"1391234560{n}")
        Order.objects.create(
            store=committed_house.store, kind="repair", number=f"JS2611-000{n}", customer=customer,
            document_day=moment("11-02").date(), created_at=timezone.now(),
        )  # fmt: skip
    calls.open_due_follow_ups(now=timezone.now())
    return list(Callback.objects.select_related("duty__owner").order_by("pk"))


def test_the_queue_is_walked_and_opened(open_as, people, three_calls):
    page = open_as(people["lin"], "/")
    rows = page.locator("[data-nav-row]")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("t")
    page.wait_for_url("**/?show=today")
    expect(rows).to_have_count(0)
    page.keyboard.press("l")
    page.wait_for_url("**/?show=later")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    name = rows.nth(1).locator(".strong").first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/*/")
    expect(page.locator("h1")).to_contain_text(name)


def test_search_and_list_of_keys(open_as, people, three_calls):
    page = open_as(people["lin"], "/")
    page.keyboard.press("?")
    keys = page.locator("dialog#shortcuts")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("J")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("张晓燕")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("张晓燕")


def test_the_board_by_keyboard(open_as, people, committed_house):
    team = People(
        **{name: people[name] for name in ("lin", "zhou", "fang", "song", "zhang")}, du=people["lin"],
        aftersales=committed_house.aftersales, customer=customer_of(committed_house.store, now=timezone.now()),
    )  # fmt: skip
    first, second = team.registered(timezone.now()), team.issued(timezone.now())
    page = open_as(people["zhou"], "/complaints/")
    page.locator(f"#c{first.pk}").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == f"c{second.pk}"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.closest('.menu') !== null")
    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for()
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"[data-column=issued] #c{first.pk}")).to_be_visible()
    assert Complaint.objects.get(pk=first.pk).state == "issued"


def test_nobody_answers_in_three_keys(open_as, people, three_calls):
    page = opened(open_as, people, three_calls[0])
    page.keyboard.press("a")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: not url.endswith(f"/{three_calls[0].pk}/"))
    assert Attempt.objects.get().outcome.code == "no_answer"
    assert "/calls/" in page.url


def opened(open_as: Any, people: dict[str, Any], callback: Callback) -> Any:
    """The call screen with the number shown."""
    page = open_as(people["lin"], f"/calls/{callback.pk}/")
    page.keyboard.press("Enter")
    page.locator("a[href^='tel:']").wait_for()
    return page


def test_saving_twice_saves_once(open_as, people, three_calls):
    page = opened(open_as, people, three_calls[0])
    page.keyboard.press("s")
    page.evaluate(
        "() => { const form = document.querySelector('form.call');"
        " const again = new FormData(form);"
        " return Promise.all([1, 2, 3].map(() => fetch(form.action, {method: 'POST', body: again}))); }"
    )
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: not url.endswith(f"/{three_calls[0].pk}/"))
    assert Attempt.objects.count() == 1


def test_a_manager_takes_the_call_over_and_the_words_stay(open_as, people, three_calls):
    page = opened(open_as, people, three_calls[0])
    tab_to(page, page.locator("#problem"))
    page.keyboard.type("等了四十分钟")
    boss = open_as(people["zhou"], f"/calls/{three_calls[0].pk}/")
    expect(boss.locator("main")).to_contain_text("林晓彤 已领取此回访")
    tab_to(boss, boss.get_by_role("button", name="接管这通回访"))
    boss.keyboard.press("Enter")
    boss.locator("form.call").wait_for()
    page.locator("[name=outcome][value=no_answer]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.locator("main .notice").first).to_contain_text("周敏")
    expect(page.locator("#problem")).to_have_value("等了四十分钟")
    assert not Attempt.objects.exists()


def test_what_is_typed_survives_a_reload(open_as, people, three_calls, clock):
    page = opened(open_as, people, three_calls[0])
    page.locator("#problem").fill("等了四十分钟")
    with kept(page, "多开一个收银台"):
        page.locator("#suggestion").fill("多开一个收银台")
    expect(page.locator("[data-draft-state]")).to_contain_text("草稿")
    page.reload()
    expect(page.locator("#problem")).to_have_value("等了四十分钟")
    expect(page.locator("#suggestion")).to_have_value("多开一个收银台")
    page.locator("#note").fill("下班前再说")
    page.goto("/")
    clock.shift(timedelta(hours=1))
    page.locator("summary.person").press("Enter")
    tab_to(page, page.get_by_role("button", name="退出登录"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="登录").wait_for()
    again = open_as(people["lin"], f"/calls/{three_calls[0].pk}/")
    expect(again.locator("#note")).to_have_value("下班前再说")
