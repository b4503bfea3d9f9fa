"""A manager writes a questionnaire, an agent hands in the day."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import expect

from apps.accounts.models import Role
from apps.callbacks import services
from apps.callbacks.models import Callback, DaySheet, QuestionSet
from apps.core import middleware
from apps.customers.models import Customer, Order


@pytest.fixture
def house(committed_house, noon, monkeypatch):
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)
    return committed_house


def test_a_questionnaire_is_written_tried_and_put_in_force(open_as, house):
    page = open_as(house.person("zhou", "周敏", Role.CARE_MANAGER, house.care), "/settings/questionnaires/")
    page.locator("form:has(input[value=repair]) button").press("Enter")
    page.wait_for_url(re.compile(r"/questionnaires/\d+/$"))
    draft = QuestionSet.objects.get(kind="repair", effective_from=None)
    page.locator(f"a[href$='/{draft.pk}/questions/new/']").press("Enter")
    page.wait_for_url(f"**/{draft.pk}/questions/new/")
    expect(page.locator("#id_choice_zh_1")).to_be_hidden()
    page.locator("#id_text_zh").fill("交车是否准时")
    page.locator("#id_type").select_option("choice")
    expect(page.locator("#id_bad_up_to")).to_be_hidden()
    for number, (label, mark) in enumerate((("准时", "good"), ("迟到", "bad")), start=1):
        page.locator(f"#id_choice_zh_{number}").fill(label)
        page.locator(f"#id_choice_mark_{number}").select_option(mark)
    page.keyboard.press("Control+Enter")

    page.wait_for_url(f"**/questionnaires/{draft.pk}/")
    expect(page.locator("[data-complaint]")).to_be_hidden()
    page.locator("label.key:has-text('迟到') input").press("Space")
    page.locator("[data-complaint]").wait_for(state="visible")
    page.locator("button[value=release]").press("Enter")
    page.get_by_text("自2026-11-03起生效").wait_for()
    assert services.question_set_for("repair", on=date(2026, 11, 3)).version == 2


def test_an_agent_hands_in_the_day_missed_yesterday(open_as, house, noon, monkeypatch):
    lin = house.person("lin", "林晓彤", Role.AGENT, house.care)
    customer = Customer.objects.create(store=house.store, name="刘志远", created_at=noon)
    Order.objects.create(
        store=house.store, kind="delivery", number="CK-1", document_day=date(2026, 11, 2), customer=customer,
        created_at=noon,
    )  # fmt: skip
    services.open_due_follow_ups(now=noon)
    entry = services.AttemptEntry(outcome_code="no_answer", started_at=noon, request_key=UUID(int=7))
    services.record_attempt(Callback.objects.get(), entry, now=noon, by=lin)
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon + timedelta(days=1))
    page = open_as(lin, "/", width=360)
    expect(page.get_by_text("未提交的日报")).to_be_visible()
    page.locator(f"a[href$='/2026-11-03/{lin.pk}/']").click()
    page.locator("#id_remark").fill("明天上午补打")
    page.locator("[data-submit]").click()
    page.get_by_text("明天上午补打").wait_for()
    assert DaySheet.objects.get().attempts == 1
