"""A department on a telephone of 360 px: signed for, contacted, drafted, handed back – and refused in one sentence."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.steps import take_step
from tests.browser.test_walk import OVERFLOW, SQUEEZED
from tests.complaints.stages import ANSWER, people_of, some_cause

PHONE = 360
SENTENCE = "请填写原因。"


@pytest.mark.long
def test_head_and_handler_on_their_phones(
    clock: Any, open_as: Any, committed_house: Any, loud_findings: Any
) -> None:
    team = people_of(committed_house, now=timezone.now())
    foreign = team.registered(timezone.now())
    complaint = team.issued(timezone.now())
    head = open_as(team.song, "/", width=PHONE, height=740, touch=True)
    head.get_by_role("link", name=complaint.number).tap()
    take_step(head, "签收", handler=str(team.zhang.pk))

    staff = open_as(team.zhang, "/", width=PHONE, height=740, touch=True)
    staff.get_by_role("link", name=complaint.number).tap()
    take_step(staff, "首次联系客户", note="已致电致歉，约明早检查")
    staff.locator("main [name=measure]").fill(ANSWER["measure"])
    with staff.expect_navigation():
        staff.get_by_role("button", name="保存草稿").tap()
    expect(staff.locator("main [name=measure]")).to_have_value(ANSWER["measure"])
    assert staff.request.get(f"/complaints/{foreign.pk}/").status == 404

    head.reload()
    with head.expect_navigation():
        head.get_by_role("button", name="交回").tap()
    expect(head.locator("main .fault, main .errorlist").first).to_contain_text(SENTENCE)
    head.goto("/complaints/")
    head.locator(f"#c{complaint.pk} summary").tap()
    head.locator(f"#c{complaint.pk} [data-move-to=returned]").tap()
    dialog = head.locator("#step-dialog")
    dialog.wait_for()
    fits(head)
    with head.expect_navigation():
        dialog.locator("[data-submit]").tap()
    expect(head.get_by_text(SENTENCE).first).to_be_visible()
    expect(head.locator("main [name=measure]")).to_have_value(ANSWER["measure"])
    for name in ("cause", "result"):
        head.locator(f"main [name={name}]").fill(ANSWER[name])
    head.locator("main [name=liable]").select_option("us")
    head.locator("main [name=cause_kind]").select_option(str(some_cause().pk))
    head.locator("main [data-submit]").tap()
    head.wait_for_url("**/complaints/")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.liable) == ("returned", "us")

    head.goto(f"/complaints/{complaint.pk}/")
    fits(head)
    assert loud_findings(head) == []


def fits(page: Any) -> None:
    assert page.evaluate(OVERFLOW) <= 0, page.url
    assert page.evaluate(SQUEEZED) == []
