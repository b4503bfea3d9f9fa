"""A fine's whole life in the browser: decided, appealed, upheld, the month closed and taken by payroll."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from apps.accounts.models import User
from apps.duties import services as duties
from apps.penalties import services
from apps.penalties.models import PayrollMonth, Penalty
from tests.penalties.conftest import end_of, plan_for

DAY = date(2026, 10, 29)
CLOSING = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)


def missed_twice(house: Any, owner: User) -> None:
    for number in (1, 2):
        duties.open_duty(
            "callback.delivery", key=f"callback:delivery:{number}", store=house.store, plan=plan_for(DAY),
            title=f"CK2610-000{number}", url_name="desk:call", object_id=number, now=end_of(DAY) - timedelta(days=3),
            owner=owner,
        )  # fmt: skip
    duties.mark_missed(now=end_of(DAY) + timedelta(minutes=1))
    services.propose_for_missed(now=end_of(DAY) + timedelta(minutes=2))


def test_from_the_decision_to_the_file_for_payroll(committed_house, clock, open_as):
    zhou, lin, fang, qian = (committed_house.named(name) for name in ("zhou", "lin", "fang", "qian"))
    User.objects.filter(pk__in=[fang.pk, qian.pk]).update(language="en")
    missed_twice(committed_house, lin)
    first, _second = Penalty.objects.order_by("pk")
    page = open_as(zhou, "/penalties/")
    page.locator("[data-select-all]").check()
    page.locator("[data-select-bar] [data-dialog=decide-many]").click()
    page.locator("dialog#decide-many textarea").fill("无拨打记录，抽查属实")
    page.locator("dialog#decide-many [data-submit]").click()
    page.get_by_text("所有拟处罚都已决定。").wait_for()
    assert {row.state for row in Penalty.objects.all()} == {"confirmed"}

    mine = open_as(lin, "/penalties/mine/")
    mine.locator(f"#row-{first.pk} a", has_text="申诉").click()
    mine.locator("main aside textarea").fill("当日被抽调支援交车")
    mine.locator("main aside [data-submit]").click()
    mine.get_by_role("heading", name="林晓彤的申诉").wait_for()

    answer = open_as(fang, f"/penalties/{first.pk}/")
    answer.get_by_label("The penalty stands").check()
    answer.locator("main aside textarea").fill("The shift was covered")
    with answer.expect_navigation():
        answer.locator("main aside [data-submit]").click()
    answer.get_by_text("The penalty stands.").first.wait_for()

    clock.move_to(CLOSING)
    month = PayrollMonth.objects.get(month=date(2026, 10, 1))
    ready = open_as(zhou, f"/penalties/months/{month.pk}/")
    ready.locator("[data-dialog=ready]").click()
    with ready.expect_navigation():
        ready.locator("dialog#ready [data-submit]").click()
    ready.locator("[data-dialog=ready]").wait_for(state="detached")
    close = open_as(qian, f"/penalties/months/{month.pk}/")
    close.get_by_role("button", name="Close the month").first.click()
    with close.expect_navigation():
        close.locator("dialog#close [data-submit]").click()
    close.get_by_text("Later changes are reversals in the open month.").first.wait_for()
    with close.expect_download() as download:
        close.get_by_role("button", name="File for payroll").click()
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    assert list(book.worksheets[0].values)[-1][1:8] == ("Total", "", 2, 2, 40, 0, 40)
    assert {row.state for row in Penalty.objects.all()} == {"settled"}
