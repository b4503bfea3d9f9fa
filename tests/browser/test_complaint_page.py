"""The page of a complaint: files, papers, a level that reaches the general manager, an extension, a new cycle."""

import re
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.complaints import services
from tests.browser.made import moment
from tests.browser.media import picture, seconds_of, silence
from tests.browser.steps import take_step
from tests.complaints.stages import People, call_of, people_of

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def team(clock: Any, committed_house: Any, settings: Any, tmp_path: Any) -> People:
    settings.FILES_ROOT = tmp_path
    return people_of(committed_house, now=timezone.now())


@pytest.mark.long
def test_files_are_shown_to_those_who_see_the_complaint(
    open_as: Any, committed_house: Any, team: People
) -> None:
    complaint = team.handling(timezone.now())
    path = f"/complaints/{complaint.pk}/"
    page = open_as(team.zhou, path)
    for name, kind, content in (
        ("刹车片.png", "image/png", picture()),
        ("结算单.pdf", "application/pdf", PDF),
        ("来电.wav", "audio/wav", silence(2)),
    ):
        page.locator("#new-file").set_input_files({"name": name, "mimeType": kind, "buffer": content})
        with page.expect_navigation():
            page.get_by_role("button", name="保存附件").click()
        expect(page.get_by_role("link", name=name).last).to_be_visible()
    page.locator("img.thumb").scroll_into_view_if_needed()
    assert page.locator("img.thumb").evaluate("one => one.decode().then(() => one.naturalWidth)") == 1
    assert seconds_of(page, "audio") == 2
    kept = complaint.attachments.order_by("pk")
    answers = [page.request.get(f"{path}files/{one.pk}/") for one in kept]
    assert [one.headers["content-type"] for one in answers] == ["image/png", "application/pdf", "audio/wav"]
    stranger = open_as(committed_house.named("han"), "/")
    assert {stranger.request.get(f"{path}files/{one.pk}/").status for one in kept} == {404}

    for paper in ("打印处理单", "打印签收单"):
        page.goto(path)
        page.get_by_role("link", name=paper).click()
        page.wait_for_url("**/slip/**")
        pages = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", pages)) == 1, paper


@pytest.mark.long
def test_a_major_one_is_extended_closed_and_opened_again(
    clock: Any, open_as: Any, committed_house: Any, team: People
) -> None:
    gao = committed_house.named("gao")
    complaint = team.handling(timezone.now())
    path = f"/complaints/{complaint.pk}/"
    page = open_as(team.zhou, path)
    take_step(page, "升级", level="major", ground="safety")
    told = open_as(gao, "/notices/")
    expect(told.get_by_text(complaint.number).first).to_be_visible()
    told.goto("/")
    expect(told.get_by_text(complaint.number).first).to_be_visible()

    expect(page.get_by_role("link", name="延期…")).to_have_count(0)
    director = open_as(team.fang, path)
    take_step(director, "延期", until="2026-11-12", reason="等配件到货")
    expect(director.locator(".page-head .flags")).to_contain_text("已延期")
    complaint.refresh_from_db()
    assert complaint.close_duty.due_day == date(2026, 11, 12)
    assert complaint.close_duty.original_due_at < complaint.close_duty.due_at

    done = moment("11-04")
    team.hand_back(complaint, now=done)
    services.verification_opened(call_of(complaint), now=done, by=team.lin)
    team.verified(complaint, "1", now=done)
    clock.move_to(moment("11-20"))
    again = open_as(team.zhou, path)
    take_step(again, "重新打开", reason="异响又出现")
    complaint.refresh_from_db()
    assert (complaint.state, complaint.cycle) == ("issued", 2)

    again.goto("/complaints/inventory/?day=2026-11-20")
    expect(again.get_by_text("核对无误：逐单清点，未结1单。")).to_be_visible()
    cells = [int(text) for text in again.locator("tfoot td.num").all_inner_texts()]
    assert cells == [0, 2, 1, 1]  # carried over, new (once registered, once opened again), struck off, open
    expect(again.locator("#open tbody tr")).to_have_count(1)
