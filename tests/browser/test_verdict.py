"""The customer's voice decides: not satisfied sends it back; the director ends what cannot be agreed on."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.complaints.models import Complaint
from tests.browser.calls import saved, started
from tests.browser.made import moment
from tests.complaints.stages import call_of, people_of


@pytest.mark.long
def test_not_satisfied_returns_and_the_director_ends_it(
    clock: Any, open_as: Any, committed_house: Any
) -> None:
    team = people_of(committed_house, now=timezone.now())
    complaint = team.returned(timezone.now())
    path = f"/complaints/{complaint.pk}/"
    verifier = call_of(complaint).duty.owner
    clock.move_to(moment("11-03", "16:10"))
    page = open_as(verifier, "/")
    page.locator("[data-nav-row]", has_text="抱怨验证").locator("[data-nav-open]").click()
    page.wait_for_url("**/calls/*/")
    started(page, page.url)
    complaint.refresh_from_db()
    assert complaint.state == "verifying"
    page.keyboard.press("3")
    page.locator("#problem").fill("还是有异响")
    page.keyboard.press("Escape")
    page.locator("label.outcome", has_text="接通·完成").click()
    saved(page, call_of(complaint))
    complaint.refresh_from_db()
    assert complaint.state == "handling"

    head = open_as(team.song, path)
    expect(head.get_by_text("不满意").first).to_be_visible()
    expect(head.locator("main [name=cause]")).to_be_visible()
    boss = open_as(team.zhou, path)
    expect(boss.get_by_role("link", name="协商未果封闭…")).to_have_count(0)
    director = open_as(team.fang, path)
    director.get_by_role("link", name="协商未果封闭…").click()
    dialog = director.locator("#step-dialog")
    dialog.locator("[data-submit]").click()
    expect(director.locator("main .fault, main .errorlist").first).to_be_visible()
    director.locator("main [name=reason]").fill("客户要求换车，依据不足")
    director.locator("main [data-submit]").click()
    director.wait_for_url(f"**{path}")
    closed = Complaint.objects.get(pk=complaint.pk)
    assert (closed.state, closed.closing) == ("closed", "no_agreement")
    expect(director.get_by_text("协商未果").first).to_be_visible()
