"""The board with a mouse: a card dragged is the menu's step, two people who drag the same card, the place it keeps."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.complaints import services
from apps.complaints.models import Complaint, ComplaintMove
from tests.complaints.stages import People, people_of


@pytest.fixture
def team(clock: Any, committed_house: Any) -> People:
    return people_of(committed_house, now=timezone.now())


def drag(page: Any, complaint: Complaint, column: str) -> None:
    page.locator(f"#c{complaint.pk} .kard-foot").drag_to(page.locator(f"[data-column={column}] .column-head"))


def test_dragging_is_the_step_of_the_menu_and_one_of_two_wins(open_as: Any, team: People) -> None:
    card = team.registered(timezone.now())
    hers, his = (open_as(person, "/complaints/") for person in (team.zhou, team.fang))
    drag(hers, card, "closed")
    expect(hers.get_by_text("不能从这里直接移到那一列。")).to_be_visible()
    for page in (hers, his):
        drag(page, card, "issued")
        page.locator("#step-dialog").wait_for()
        page.locator("#step-dialog [name=department]").select_option(label="售后部")
    hers.locator("#step-dialog [data-submit]").click()
    expect(hers.locator(f"[data-column=issued] #c{card.pk}")).to_be_visible()
    his.locator("#step-dialog [data-submit]").click()
    expect(his.locator("main .fault, main .notice").first).to_be_visible()
    card.refresh_from_db()
    assert (card.state, card.department) == ("issued", team.aftersales)
    assert list(ComplaintMove.objects.filter(complaint=card, new="issued").values_list("by", flat=True)) == [
        team.zhou.pk
    ]


def a_menu_outlives_the_answer_to_a_poll(page: Any, card: Any) -> None:
    """The board asked by itself; before it was answered, somebody opened a card's menu."""
    asked = []
    page.route("**/complaints/?**", lambda route: asked.append(route))
    with page.expect_request("**/complaints/?**"):
        page.clock.run_for(15_500)
    card.focus()
    page.keyboard.press("m")
    page.evaluate("addEventListener('htmx:afterRequest', () => { document.body.dataset.told = ''; })")
    asked.pop().continue_()
    page.locator("body[data-told]").wait_for()
    page.unroute("**/complaints/?**")
    expect(card.locator("details[data-menu]")).to_have_attribute("open", "")
    page.keyboard.press("Escape")


@pytest.mark.long
def test_filters_lanes_and_place(open_as: Any, team: People) -> None:
    now = timezone.now()
    first, last = team.issued(now), team.returned(now, level="serious")
    page = open_as(team.zhou, "/complaints/", width=1000)
    page.clock.install()
    page.reload()
    page.locator("[name=lane]").select_option("level")
    page.wait_for_url("**lane=level**")
    expect(page.locator(".lane-head")).to_have_count(2)
    page.locator("[name=department]").select_option(label="售后部")
    department = f"department={team.aftersales.pk}"
    page.wait_for_url(lambda url: department in url)
    page.locator("#complaints.htmx-settling").wait_for(state="detached")
    board = page.locator(".board").first
    board.evaluate("element => element.scrollTo(160, 0)")
    page.locator(f"#c{last.pk}").focus()
    place = page.evaluate("scrollY")
    services.sign(first, handler=team.zhang, now=timezone.now(), by=team.song)
    with page.expect_response("**/complaints/?**"):
        page.clock.run_for(15_500)
    expect(page.locator(f"[data-column=signed] #c{first.pk}")).to_have_count(1)
    assert board.evaluate("element => element.scrollLeft") == 160
    assert page.evaluate("[scrollY, document.activeElement.id]") == [place, f"c{last.pk}"]

    a_menu_outlives_the_answer_to_a_poll(page, page.locator(f"#c{last.pk}"))

    page.get_by_role("link", name="表格").click()
    page.wait_for_url(lambda url: "view=table" in url and department in url)
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("[name=level]").select_option("serious")
    expect(page.locator("tbody tr")).to_have_count(1)
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Excel").click()
    assert "level=serious" in sheet.value.url
    assert sheet.value.suggested_filename.endswith(".xlsx")
