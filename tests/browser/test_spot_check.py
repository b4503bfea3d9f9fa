"""A spot check of 行政部: drawn, judged, concluded, printed – without a telephone number anywhere."""

import re
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.callbacks import services as calls
from apps.callbacks.models import SpotCheck
from apps.duties.services import mark_missed
from apps.penalties.models import Penalty
from apps.penalties.services import propose_for_missed
from tests.browser.calls import repaired
from tests.browser.made import moment


@pytest.mark.long
def test_a_sample_is_drawn_judged_and_printed(clock: Any, open_as: Any, committed_house: Any) -> None:
    lin, wu = map(committed_house.named, ("lin", "wu"))
    clock.move_to(moment("10-30"))
    made_up, missed = repaired(committed_house, date(2026, 10, 29), date(2026, 10, 30))
    entry = calls.AttemptEntry(
        outcome_code="refused", started_at=timezone.now(), request_key="7" * 32, note="请打 13800001200",
        phone_id=made_up.customer.phones.get().pk,
    )  # fmt: skip
    calls.record_attempt(made_up, entry, now=timezone.now(), by=lin)
    clock.move_to(moment("11-03"))
    mark_missed(now=timezone.now())
    propose_for_missed(now=timezone.now())

    page = open_as(wu, "/")
    page.get_by_role("link", name="待判定的抽查").click()
    page.locator("[name=first_day]").fill("2026-10-25")
    page.locator("[name=last_day]").fill("2026-11-05")
    page.locator("[name=size]").fill("2")
    page.locator("main [data-submit]").last.click()
    page.wait_for_url(re.compile(r"/spot-checks/\d+/$"))
    sheet = SpotCheck.objects.get()
    expect(page.get_by_role("button", name="完成抽查").first).to_be_disabled()
    for call, verdict in ((made_up, "false"), (missed, "not_called")):
        item = page.locator(f"#item-{sheet.items.get(callback=call).pk}")
        item.locator("[name$=verdict]").select_option(verdict)
        item.locator("[name$=remark]").fill("已核对通话记录")
        with page.expect_navigation():
            item.get_by_role("button", name="保存").click()
        expect(item.locator("p.note")).to_contain_text("吴晓")
    seen = page.content()
    page.get_by_role("button", name="完成抽查").first.click()
    with page.expect_navigation():
        page.locator("dialog#conclude [data-submit]").click()
    expect(page.locator("[data-dialog=conclude]")).to_have_count(0)
    assert Penalty.objects.get(duty=missed.duty).state == "confirmed"
    made_up.refresh_from_db()
    assert made_up.state == "pending"

    with page.expect_navigation():
        page.get_by_role("link", name="打印").click()
    expect(page.locator("article.sheet tbody tr")).to_have_count(2)
    assert page.pdf(format="A4").startswith(b"%PDF")
    assert not [number for number in ("13800001200", "13800001201") if number in seen + page.content()]
