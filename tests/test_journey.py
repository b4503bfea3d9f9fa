"""The main job, end to end: from one row of a workbook to the signed report, through the pages people use."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.callbacks.models import Callback, QuestionSet
from apps.complaints.models import Category, CauseKind, Complaint
from apps.customers.models import ImportBatch, Order
from apps.duties.models import Duty
from apps.jobs import services as jobs
from apps.penalties.models import PayrollLine, PayrollMonth, Penalty
from apps.reports.figures import BY_KEY
from apps.reports.models import Issue
from apps.reports.services import later_facts
from tests.walking import Walk, workbook


@pytest.fixture
def walk(settings, tmp_path, monkeypatch):
    settings.FILES_ROOT = tmp_path
    monkeypatch.setattr(jobs, "ring", lambda kind, pk: None)
    with time_machine.travel(datetime(2025, 3, 10, 1, 0, tzinfo=UTC), tick=False) as clock:
        yield Walk(clock)


@pytest.fixture
def people(walk, house, lin, zhou, fang, song, zhang, qian):
    """Everybody of the journey; who is not there cannot be asked."""
    return {user.username: user for user in (lin, zhou, fang, song, zhang, qian)}


def test_from_one_row_to_the_signed_report(walk, people):
    walk.tick()
    first, second = take_the_list_in(walk, people)
    complaint = call_and_hear_a_complaint(walk, people, first)
    settle_the_complaint(walk, people, complaint)
    penalty = miss_the_second_call(walk, people, second)
    report = read_and_submit_the_week(walk, people)
    call_too_late(walk, people, second, report)
    close_the_month(walk, people, penalty)


def take_the_list_in(walk: Walk, people: dict[str, User]) -> tuple[Callback, Callback]:
    zhou = people["zhou"]
    answer = walk.send(zhou, "customers:import_new", file=workbook(), source="售后系统")
    batch = ImportBatch.objects.get()
    assert answer.url == reverse("customers:import_detail", args=[batch.pk])
    walk.visit(zhou, "customers:import_detail", batch.pk)
    columns = {f"column-{index}": name for name, index in batch.mapping.items()}
    walk.send(zhou, "customers:import_detail", batch.pk, kind="settlements", **columns)
    walk.work()
    batch.refresh_from_db()
    assert (batch.state, batch.new_count, batch.refused_count) == ("previewed", 2, 0)
    assert not Order.objects.exists()

    walk.visit(zhou, "customers:import_detail", batch.pk)
    walk.send(zhou, "customers:import_take_in", batch.pk)
    walk.work()
    assert Order.objects.filter(is_history=False).count() == 2
    first, second = Callback.objects.order_by("order__number")
    for callback in (first, second):
        assert callback.duty.due_at == datetime(2025, 3, 12, 16, tzinfo=UTC)
        assert callback.duty.owner == people["lin"]
    assert "王小明" in walk.visit(people["lin"], "desk:home").content.decode()
    walk.visit(people["lin"], "duties:why", first.duty_id)
    return first, second


def answers_of(callback: Callback, *, bad: str = "") -> dict[str, str]:
    questions = QuestionSet.objects.get(kind=callback.kind).questions.all()
    good = {f"answer-{q.pk}": "1" if q.type in ("yes_no", "choice") else "5" for q in questions}
    return good | {f"answer-{q.pk}": "1" for q in questions if q.code == bad}


def call_and_hear_a_complaint(walk: Walk, people: dict[str, User], callback: Callback) -> Complaint:
    lin = people["lin"]
    walk.at("2025-03-10 16:10")
    walk.visit(lin, "desk:call", callback.pk)
    phone = callback.customer.phones.get()
    shown = Client()
    shown.force_login(lin)
    number = shown.post(reverse("desk:call_reveal", args=[callback.pk]), {"dial": phone.pk})
    assert phone.number in number.content.decode()
    walk.at("2025-03-10 16:14")
    walk.send(
        lin, "desk:call", callback.pk, outcome="completed", phone=phone.pk, request_key=str(uuid4()),
        problem="刹车异响", open_complaint="on", complaint_category=Category.objects.get(code="repair_quality").pk,
        complaint_level="normal", complaint_text="更换刹车片后低速异响", complaint_demand="查清原因",
        **answers_of(callback, bad="repair_quality"),
    )  # fmt: skip
    callback.refresh_from_db()
    assert (callback.state, callback.duty.state) == ("completed", Duty.State.KEPT)
    assert callback.attempts.get().started_at == datetime(2025, 3, 10, 8, 10, tzinfo=UTC)
    complaint = Complaint.objects.get(callback=callback)
    assert (complaint.state, complaint.report_duty.state) == ("registered", "kept")
    return complaint


def settle_the_complaint(walk: Walk, people: dict[str, User], complaint: Complaint) -> None:
    def step(username: str, name: str, state: str, **data: Any) -> None:
        complaint.refresh_from_db()
        data["version"] = complaint.version
        walk.send(people[username], "complaints:step", complaint.pk, name, **data)
        complaint.refresh_from_db()
        assert complaint.state == state

    walk.visit(people["zhou"], "complaints:board")
    walk.at("2025-03-10 16:30")
    step("zhou", "issue", "issued", department=complaint.department_id)
    walk.at("2025-03-10 16:50")
    step("song", "sign", "signed", handler=people["zhang"].pk)
    walk.visit(people["zhang"], "complaints:detail", complaint.pk)
    walk.at("2025-03-10 17:10")
    step("zhang", "contact", "handling", note="已致电致歉，约明早检查")
    walk.at("2025-03-11 10:40")
    answer = {
        "cause": "配件批次偏硬",
        "measure": "更换刹车片",
        "result": "路试正常",
        "liable": "us",
        "cause_kind": CauseKind.objects.get(code="product.parts").pk,
    }
    step("song", "return", "returned", **answer)

    verification = Callback.objects.get(kind="complaint_verify")
    assert verification.duty.owner == people["lin"]
    walk.at("2025-03-11 16:20")
    walk.visit(people["lin"], "desk:call", verification.pk)
    complaint.refresh_from_db()
    assert complaint.state == "verifying"
    walk.at("2025-03-11 16:24")
    walk.send(
        people["lin"], "desk:call", verification.pk, outcome="completed", request_key=str(uuid4()),
        **answers_of(verification),
    )  # fmt: skip
    complaint.refresh_from_db()
    assert (complaint.state, complaint.closing) == ("closed", "satisfied")
    assert complaint.close_duty.state == Duty.State.KEPT


def miss_the_second_call(walk: Walk, people: dict[str, User], callback: Callback) -> Penalty:
    walk.at("2025-03-12 23:00")
    walk.tick()
    assert not Penalty.objects.filter(kind="callback_miss").exists()
    walk.at("2025-03-13 01:00")
    walk.tick()
    callback.refresh_from_db()
    duty = callback.duty
    assert (duty.state, duty.missed_at) == (Duty.State.MISSED, duty.due_at)
    penalty = Penalty.objects.get(kind="callback_miss")
    assert (penalty.subject, penalty.state, penalty.month.isoformat()) == (
        people["lin"],
        "proposed",
        "2025-03-01",
    )

    walk.at("2025-03-13 09:20")
    walk.visit(people["zhou"], "penalties:detail", penalty.pk)
    walk.send(people["zhou"], "penalties:act", penalty.pk, verb="confirm", reason="无拨打记录")
    penalty.refresh_from_db()
    assert (penalty.state, penalty.confirmed_by) == ("confirmed", people["zhou"])
    assert penalty.title in walk.visit(people["lin"], "penalties:mine").content.decode()
    return penalty


def read_and_submit_the_week(walk: Walk, people: dict[str, User]) -> Issue:
    lin, zhou = people["lin"], people["zhou"]
    walk.at("2025-03-17 01:00")
    walk.tick()
    report = Issue.objects.get(kind="week", start="2025-03-10")
    assert report.state == "draft"
    figures = {row.key: row for row in report.draft_figures.filter(part="")}
    told = {key: int(figures[key].numerator) for key in ("calls.due", "calls.on_time", "calls.overdue")}
    assert told == {"calls.due": 2, "calls.on_time": 1, "calls.overdue": 1}
    assert figures["complaints.registered"].numerator == figures["complaints.closed"].numerator == 1
    every_number_opens_its_rows(walk, zhou, report)

    walk.at("2025-03-17 09:30")
    walk.visit(lin, "reports:detail", report.pk)
    walk.send(
        lin,
        "reports:words",
        report.pk,
        problems="刹车异响一起",
        suggestions="检查批次",
        version=report.version,
    )
    report.refresh_from_db()
    walk.send(lin, "reports:prepare", report.pk, version=report.version)
    report.refresh_from_db()
    walk.send(zhou, "reports:review", report.pk, remark="同意", version=report.version)
    report.refresh_from_db()
    walk.at("2025-03-17 15:00")
    walk.send(lin, "reports:submit", report.pk, version=report.version)
    report.refresh_from_db()
    assert (report.state, report.prepared_by, report.reviewed_by) == ("submitted", lin, zhou)
    assert report.duty.state == Duty.State.KEPT
    return report


def every_number_opens_its_rows(walk: Walk, user: User, report: Issue) -> None:
    """A figure and the list behind it have the same count."""
    for row in report.draft_figures.all():
        if BY_KEY[row.key].summed:
            continue
        page = walk.visit(user, "reports:drill", report.pk, row.key, part=row.part)
        assert page.context["page"].paginator.count == row.numerator, (row.key, row.part)


def call_too_late(walk: Walk, people: dict[str, User], callback: Callback, report: Issue) -> None:
    """A fact that comes after the signature changes no signed number."""
    before = list(report.frozen_figures.values_list("key", "part", "numerator", "base").order_by("pk"))
    walk.at("2025-03-17 16:20")
    walk.send(
        people["lin"], "desk:call", callback.pk, outcome="completed", request_key=str(uuid4()), **answers_of(callback)
    )  # fmt: skip
    callback.refresh_from_db()
    assert (callback.state, callback.duty.state) == ("completed", Duty.State.MISSED)
    after = list(report.frozen_figures.values_list("key", "part", "numerator", "base").order_by("pk"))
    assert after == before
    assert later_facts(report) >= 1
    walk.visit(people["lin"], "reports:detail", report.pk)


def close_the_month(walk: Walk, people: dict[str, User], penalty: Penalty) -> None:
    month = PayrollMonth.objects.get(month="2025-03-01")
    walk.at("2025-04-07 10:00")
    for other in Penalty.objects.filter(state="proposed", month=month.month):
        walk.send(people["zhou"], "penalties:act", other.pk, verb="reject", reason="试用期，不计")
    walk.send(people["zhou"], "penalties:month_move", month.pk, verb="ready")
    walk.visit(people["qian"], "penalties:month_detail", month.pk)
    walk.send(people["qian"], "penalties:month_move", month.pk, verb="close")
    month.refresh_from_db()
    penalty.refresh_from_db()
    assert (month.state, penalty.state) == ("closed", "settled")
    line = PayrollLine.objects.get(payroll_month=month)
    assert (line.user, line.miss_count, line.amount) == (people["lin"], 1, 20)
