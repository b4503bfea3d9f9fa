"""A report from its draft to a second version, as three people click it: words, signatures, paper, a reason."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from apps.reports import services
from apps.reports.models import Issue

MONDAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


def take(page: Page, step: str, **fields: str) -> None:
    """The step's button, its dialog with what it asks for, and the button that does it."""
    page.locator(f"[data-dialog={step}]").click()
    dialog = page.locator(f"dialog#{step}[open]")
    for name, text in fields.items():
        place = dialog.locator(f"[name={name}]")
        choose = place.select_option if name == "department" else place.fill
        choose(text)
    with page.expect_navigation():
        dialog.locator("[data-submit]").click()


def draft_of(house: Any) -> Issue:
    services.open_report_duties(now=datetime(2026, 10, 28, 1, 0, tzinfo=UTC), store=house.store)
    issue = Issue.objects.get(kind="week", start=date(2026, 10, 26))
    services.build(issue, now=MONDAY)
    return issue


@pytest.mark.long
def test_prepared_reviewed_submitted_printed_and_opened_again(open_as: Any, committed_house: Any) -> None:
    house = committed_house
    lin, zhou, song = (house.named(name) for name in ("lin", "zhou", "song"))
    with time_machine.travel(MONDAY, tick=True):
        issue = draft_of(house)
        path = f"/reports/{issue.pk}/"
        agent = open_as(lin, path)
        agent.locator(f"[name=problems_{house.aftersales.pk}]").fill("周三等待过长")
        with agent.expect_navigation():
            agent.locator("#words [data-submit]").click()
        take(agent, "prepare")
        manager = open_as(zhou, path)
        take(manager, "review", remark="同意")
        agent.goto(path)
        take(agent, "submit")
        paper = on_paper(agent, f"{path}print/")
        assert agent.pdf(prefer_css_page_size=True).startswith(b"%PDF")

        manager.goto(path)
        take(manager, "task", department=str(house.aftersales.pk), problem="缩短等待", due_day="2026-11-06")
        take(manager, "reopen", reason="漏了两件")
        second = Issue.objects.get(number=2)
        services.build(second, now=MONDAY)
        manager.goto(f"/reports/{second.pk}/")
        expect(manager.get_by_text("周三等待过长").first).to_be_visible()
        assert on_paper(agent, f"{path}print/") == paper
        assert [task.words.problem for task in services.open_tasks(song)] == ["缩短等待"]


def on_paper(page: Page, path: str) -> str:
    """What the sheet says; it prints with both names, the fingerprint and nothing of the frame."""
    page.goto(path)
    page.emulate_media(media="print")
    expect(page.locator(".paper-bar")).to_be_hidden()
    sheet = page.locator("article.sheet").inner_text()
    assert all(word in sheet for word in ("林晓彤", "周敏", "同意", "周三等待过长"))
    assert re.search(r"[0-9a-f]{64}", sheet)
    page.emulate_media(media="screen")
    return sheet
