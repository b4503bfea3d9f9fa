"""Somebody walks through the house at moments of their choosing; the list that is brought along."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.desk.demo.background import know_the_work, work_off
from apps.jobs import services as jobs
from apps.jobs.models import Job
from carecenter.celery import SWEEPS

HEADINGS = (
    "客户姓名",
    "手机号",
    "车牌号",
    "车架号",
    "车型",
    "结算单号",
    "结算日期",
    "服务顾问",
    "里程",
    "结算金额",
)
WANG = ("王小明", "13800001201", "豫A12345", "LSVAU2180N2104482", "星河 1.5T", "JS2503-0001", date(2025, 3, 9),
        "周涛", 42018, 880.5)  # fmt: skip
LI = ("李秀兰", "13900001302", "豫A22345", "", "云岭 SUV", "JS2503-0002", date(2025, 3, 9), "周涛", 1200, 99)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def workbook() -> SimpleUploadedFile:
    """A list as an after-sales system exports it: a title row, then the headings."""
    book = openpyxl.Workbook()
    book.active.append(["郑东店2025年3月维修结算明细"])
    book.active.append(HEADINGS)
    book.active.append(WANG)
    book.active.append(LI)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("维修结算.xlsx", out.getvalue())


class Walk:
    """Somebody goes to a page at a moment; the worker does what was asked for, the sweeps run with the clock."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        know_the_work()

    def at(self, text: str) -> None:
        """Let it be `text` in Shanghai."""
        self.clock.move_to(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC))

    def work(self) -> None:
        work_off(timezone.now())
        assert not Job.objects.exclude(state=Job.State.DONE).exists()

    def tick(self) -> None:
        """Beat's minute, on the full hour: every sweep has its slot."""
        jobs.ask_for_slots(SWEEPS, now=timezone.now())
        self.work()

    def visit(self, user: User, name: str, *args: Any, **query: Any) -> Any:
        client = Client()
        client.force_login(user)
        answer = client.get(reverse(name, args=args), query)
        assert answer.status_code == 200, (name, answer.status_code)
        return answer

    def send(self, user: User, name: str, *args: Any, **data: Any) -> Any:
        """A form that is taken leads on to another page."""
        client = Client()
        client.force_login(user)
        answer = client.post(reverse(name, args=args), data)
        assert answer.status_code == 302, (name, answer.status_code, _sentences(answer))
        return answer


def _sentences(answer: Any) -> Any:
    form = (answer.context or {}).get("form") if answer.context else None
    return form.errors if form else answer.content.decode()[:400]
