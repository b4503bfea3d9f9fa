"""The queue in its groups, and whose hand a call is in: two agents, a manager, and a claim that has run out."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.callbacks import services as calls
from apps.callbacks.models import Attempt
from apps.duties.services import mark_missed
from tests.browser.calls import repaired
from tests.browser.conftest import TEN_O_CLOCK
from tests.browser.made import moment

GROUPS = "tr.group th"


@pytest.mark.long
def test_the_queue_stands_in_groups_and_is_narrowed_by_a_key(
    clock: Any, open_as: Any, committed_house: Any
) -> None:
    """Overdue before today before later; one promised for now before all of them, at its time."""
    lin = committed_house.named("lin")
    clock.move_to(moment("10-30"))
    late, _, _, promised = repaired(
        committed_house, date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 3), date(2026, 11, 3)
    )
    clock.move_to(moment("11-03", "16:20"))
    promise = calls.AttemptEntry(
        outcome_code="appointed", started_at=moment("11-03", "10:00"), request_key="8" * 32,
        appointment_at=moment("11-03", "16:30"), phone_id=promised.customer.phones.get().pk,
    )  # fmt: skip
    calls.record_attempt(promised, promise, now=moment("11-03", "10:05"), by=lin)
    mark_missed(now=timezone.now())
    page = open_as(lin, "/")
    assert [text.split()[0] for text in page.locator(GROUPS).all_inner_texts()] == [
        "现在有约", "逾期", "今日到期", "以后",
    ]  # fmt: skip
    expect(page.locator("[data-nav-row]").first).to_contain_text("张晓燕")
    page.keyboard.press("o")
    page.wait_for_url("**/?show=over")
    expect(page.locator("[data-nav-row]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/calls/{late.pk}/")


@pytest.mark.long
def test_a_call_is_in_one_hand_at_a_time(clock: Any, open_as: Any, committed_house: Any) -> None:
    lin = committed_house.named("lin")
    (first,) = repaired(committed_house, date(2026, 11, 1))
    du, zhou = map(committed_house.named, ("du", "zhou"))
    clock.move_to(TEN_O_CLOCK)
    hers = open_as(lin, f"/calls/{first.pk}/")
    hers.locator("#problem").fill("等了四十分钟")
    expect(hers.locator("[data-draft-state]")).to_contain_text("草稿")

    boss = open_as(zhou, f"/calls/{first.pk}/")
    expect(boss.get_by_text("林晓彤 已领取此回访，今天 10:00")).to_be_visible()
    expect(boss.locator("form.call")).to_have_count(0)
    boss.get_by_role("button", name="接管").click()
    boss.locator("form.call").wait_for()
    told(hers, "周敏")

    calls.reassign([first], to=du, reason="换人", now=timezone.now(), by=zhou)
    clock.move_to(TEN_O_CLOCK)
    his = open_as(du, f"/calls/{first.pk}/")
    his.locator("form.call").wait_for()
    told(hers, "杜鹏")
    assert not Attempt.objects.exists()

    boss.goto(f"/calls/{first.pk}/")
    expect(boss.get_by_text("杜鹏 已领取此回访，今天 10:00")).to_be_visible()
    clock.shift(timedelta(minutes=11))  # he keeps it no more: there is nothing to take over
    boss.goto(f"/calls/{first.pk}/")
    boss.locator("form.call").wait_for()


def told(page: Any, name: str) -> None:
    """Her save is refused by name; what she has typed stays."""
    page.locator("label.outcome", has_text="占线").click()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").first).to_contain_text(name)
    expect(page.locator("#problem")).to_have_value("等了四十分钟")
