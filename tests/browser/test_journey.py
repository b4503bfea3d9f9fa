"""The main job as people do it: with clicks and keys, from an Excel list to the signed report."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
import xlsxwriter
from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.callbacks.models import Callback
from apps.complaints.models import Complaint
from apps.customers.models import ImportBatch
from apps.desk.demo.background import know_the_work, work_off
from apps.duties.models import Duty
from apps.jobs import services as jobs
from apps.penalties.models import Penalty
from apps.reports.models import Issue
from carecenter.celery import SWEEPS
from tests.browser.steps import take_step
from tests.browser.words import CHINESE, ROLES

SHANGHAI = ZoneInfo("Asia/Shanghai")
TABLET = 390
HEADINGS = ("客户姓名", "手机号", "车牌号", "车架号", "车型", "结算单号", "结算日期", "服务顾问")
ROWS = (
    (
        "王小明",
        "13800001201",
        "豫A12345",
        "LSVAU2180N2104482",
        "朗逸 1.5L",
        "JS2611-0001",
        date(2026, 11, 2),
        "周涛",
    ),
    ("李秀兰", "13900001302", "豫A22345", "", "途昂 X", "JS2611-0002", date(2026, 11, 2), "周涛"),
)


class Journey:
    """Somebody opens a page at a moment; the worker does what was asked for."""

    def __init__(self, clock: Any, open_as: Callable[..., Any], people: dict[str, User]) -> None:
        self.clock, self.open_as, self.people = clock, open_as, people
        know_the_work()

    def at(self, text: str) -> None:
        """Let it be `text` in Shanghai."""
        self.clock.move_to(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC))

    def tick(self) -> None:
        jobs.ask_for_slots(SWEEPS, now=timezone.now())
        work_off(timezone.now())

    def opens(self, username: str, path: str, *, width: int = 1440) -> Any:
        return self.open_as(self.people[username], path, width=width)


@pytest.fixture
def journey(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_as: Any, committed_house: Any
) -> Iterator[Journey]:
    settings.FILES_ROOT = tmp_path
    monkeypatch.setattr(jobs, "ring", lambda kind, pk: None)
    with time_machine.travel(datetime(2026, 11, 3, 1, 0, tzinfo=UTC), tick=True) as clock:
        people = {}
        for username in ("lin", "zhou", "fang", "song", "zhang", "root"):
            role, kind = ROLES[username]
            department = getattr(committed_house, kind) if kind else None
            people[username] = committed_house.person(username, CHINESE.people[username], role, department)
        yield Journey(clock, open_as, people)


def test_from_an_excel_list_to_the_signed_report(journey: Journey, tmp_path: Path) -> None:
    journey.tick()
    bring_the_list(journey, tmp_path)
    complaint = call_by_keyboard(journey)
    answer_the_complaint(journey, complaint)
    verify_by_phone(journey, complaint)
    decide_on_the_missed_call(journey)
    sign_the_week(journey)


def bring_the_list(journey: Journey, folder: Path) -> None:
    page = journey.opens("root", "/customers/imports/new/")
    page.get_by_label("来源").fill("售后系统")
    page.locator("input[type=file]").set_input_files(workbook(folder / "维修结算.xlsx"))
    submit(page)
    expect(page.get_by_text("13800001201")).to_be_visible()
    submit(page)
    come_back_later(page)
    assert page.locator(".tile-value").all_inner_texts() == ["2", "0", "0", "0"]
    submit(page)
    come_back_later(page)
    assert ImportBatch.objects.get().state == ImportBatch.State.COMMITTED
    expect(page.get_by_text("林晓彤").first).to_be_visible()


def come_back_later(page: Any) -> None:
    """Leave while the worker is at it (a page that stays asks for itself and loads anew when it likes)."""
    expect(page.get_by_role("progressbar")).to_be_visible()
    address = page.url
    page.goto("about:blank")
    work_off(timezone.now())
    page.goto(address)


def workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("结算")
    sheet.write_row(0, 0, ["郑东店维修结算明细"])
    for n, row in enumerate([HEADINGS, *ROWS], start=1):
        sheet.write_row(n, 0, row)
    book.close()
    return path


def submit(page: Any) -> None:
    with page.expect_navigation():
        page.locator("main [data-submit]:visible").last.click()


def call_by_keyboard(journey: Journey) -> Complaint:
    """Nothing but keys: open, show the number, answer, complain, save."""
    journey.at("2026-11-03 10:00")
    page = journey.opens("lin", "/")
    expect(page.get_by_text("王小明")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/*/")
    callback = Callback.objects.select_related("customer__store").get(pk=page.url.rstrip("/").split("/")[-1])
    page.keyboard.press("Enter")
    page.locator("a[href^='tel:']").wait_for()
    page.keyboard.press("q")
    page.keyboard.press("1")
    for _ in range(5):
        five = page.locator(".ask[data-active] [data-number='5']").count()
        page.keyboard.press("5" if five else "1")
    page.locator("#complaint_text").focus()
    page.keyboard.type("更换刹车片后低速异响")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "complaint_category"
    step_down_to(page, "维修质量")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: not url.endswith(f"/{callback.pk}/"))
    callback.refresh_from_db()
    assert (callback.state, callback.duty.state) == ("completed", Duty.State.KEPT)
    complaint = Complaint.objects.get(callback=callback)
    assert complaint.words.text == "维修质量：很不满意更换刹车片后低速异响"
    return complaint


def step_down_to(page: Any, words: str) -> None:
    """Arrow down in the focused select until it says so."""
    for _ in range(30):
        if words in page.evaluate("document.activeElement.selectedOptions[0].text"):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(words)


def answer_the_complaint(journey: Journey, complaint: Complaint) -> None:
    path = f"/complaints/{complaint.pk}/"
    journey.at("2026-11-03 10:20")
    page = journey.opens("zhou", "/complaints/")
    page.get_by_role("link", name=complaint.words.text).click()
    page.wait_for_url(f"**{path}")
    take_step(page, "下发")
    state_is(complaint, "issued")

    journey.at("2026-11-03 10:40")
    head = journey.opens("song", path, width=TABLET)
    take_step(head, "签收", handler=str(journey.people["zhang"].pk))
    state_is(complaint, "signed")
    take_step(head, "首次联系客户", note="已致电致歉，约明早检查")
    state_is(complaint, "handling")
    for name, words in (
        ("cause", "配件批次偏硬"),
        ("measure", "更换刹车片"),
        ("result", "路试正常，客户认可"),
    ):
        head.locator(f"main [name={name}]").fill(words)
    head.locator("main [name=liable]").select_option("us")
    head.locator("main [name=cause_kind]").select_option(label="配件缺货或不符")
    with head.expect_navigation():
        head.get_by_role("button", name="交回").click()
    state_is(complaint, "returned")


def state_is(complaint: Complaint, state: str) -> None:
    complaint.refresh_from_db()
    assert complaint.state == state


def verify_by_phone(journey: Journey, complaint: Complaint) -> None:
    verification = Callback.objects.get(kind="complaint_verify")
    journey.at("2026-11-03 16:20")
    page = journey.opens("lin", "/")
    page.locator(f"a[href='/calls/{verification.pk}/']").first.click()
    page.wait_for_url(f"**/calls/{verification.pk}/")
    page.keyboard.press("Enter")
    page.locator("a[href^='tel:']").wait_for()
    state_is(complaint, "verifying")
    page.keyboard.press("1")
    page.keyboard.press("q")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: not url.endswith(f"/{verification.pk}/"))
    state_is(complaint, "closed")
    assert complaint.closing == "satisfied"


def decide_on_the_missed_call(journey: Journey) -> None:
    journey.at("2026-11-06 01:00")
    journey.tick()
    penalty = Penalty.objects.get(kind="callback_miss")
    journey.at("2026-11-06 09:20")
    page = journey.opens("zhou", "/penalties/")
    page.locator("li", has_text=penalty.title).get_by_role("link").click()
    page.wait_for_url(f"**/penalties/{penalty.pk}/")
    page.get_by_label("理由").first.fill("无拨打记录，抽查属实")
    with page.expect_navigation():
        page.locator("main aside [data-submit]").click()
    penalty.refresh_from_db()
    assert penalty.state == Penalty.State.CONFIRMED
    mine = journey.opens("lin", "/penalties/mine/")
    expect(mine.get_by_text(penalty.title)).to_be_visible()


def sign_the_week(journey: Journey) -> None:
    journey.at("2026-11-09 01:00")
    journey.tick()
    report = Issue.objects.get(kind="week", start="2026-11-02")
    path = f"/reports/{report.pk}/"
    journey.at("2026-11-09 09:30")
    page = journey.opens("lin", path)
    open_a_figure(page)
    page.goto(path)
    page.locator("[name=problems]").fill("刹车异响一起，已处理")
    with page.expect_navigation():
        page.locator("#words [data-submit]").click()
    sign(page, "prepare")
    sign(journey.opens("zhou", path), "review")
    page.goto(path)
    sign(page, "submit")
    report.refresh_from_db()
    assert (report.state, report.duty.state) == ("submitted", Duty.State.KEPT)
    assert (report.prepared_by, report.reviewed_by) == (journey.people["lin"], journey.people["zhou"])


def sign(page: Any, step: str) -> None:
    page.locator(f"[data-dialog={step}]").click()
    with page.expect_navigation():
        page.locator(f"dialog#{step} [data-submit]").click()
    expect(page.locator(f"[data-dialog={step}]")).to_have_count(0)


def open_a_figure(page: Any) -> None:
    """The number on the sheet is the number of rows behind it."""
    number = page.locator(".figures a").first
    told = int(number.locator("b").inner_text())
    number.click()
    page.wait_for_url("**/figures/**")
    expect(page.locator("main tbody tr")).to_have_count(told)
    assert told == 2
