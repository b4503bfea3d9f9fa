"""Erasing a person: canaries planted in every text of theirs are found nowhere afterwards; counts stay (S20)."""

import io
import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from apps.accounts.models import User
from apps.callbacks.models import (
    Answer,
    AnswerWords,
    Attempt,
    AttemptWords,
    Callback,
    CallbackMove,
    CallbackMoveWords,
    DaySheet,
    DaySheetWords,
    Draft,
    HeldSave,
    InquiryWords,
    Outcome,
    Question,
)
from apps.callbacks.services import add_recording, note_message
from apps.callbacks.services.inquiries import raise_inquiries
from apps.complaints import services as complaints
from apps.complaints.models import (
    Category,
    Compensation,
    Complaint,
    ComplaintMove,
    ComplaintMoveWords,
    ComplaintWords,
    Investigation,
    Visit,
)
from apps.core.worktime import Answer as Due
from apps.customers import services
from apps.customers.models import Customer, DataCopy, Member, Order, Vehicle
from apps.desk.person.erasing import erase_customer
from apps.duties.models import Duty, DutyEvent, DutyWords
from apps.duties.services import Plan, open_duty
from apps.reports.models import DepartmentWords, Issue, IssueWords, Paper, PaperVoice, Task, TaskWords
from tests.customers.lists import LI, SETTLEMENTS, taken_in, upload
from tests.house_of_three import House

CANARY = "金丝雀"
NUMBER, VIN, PLATE, DOCUMENT = "13811117777", "LSVAU2180N2104482", "豫C77777", "JS2611-7777"
HEADER = (*SETTLEMENTS, "身份证号", "地址", "备注")
ROW = (
    f"{CANARY}甲",
    NUMBER,
    PLATE,
    VIN,
    DOCUMENT,
    "2026-11-01",
    "张磊",
    "1",
    "1",
    "",
    f"{CANARY}路",
    f"{CANARY}注",
)
# The document number is the house's own: duties and reports name it, it says nothing about the person.
TRACES = (CANARY, "jinsique", NUMBER, VIN, PLATE)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path
    return tmp_path


def places_with(text: str) -> list[str]:
    """Every table and column that holds `text` in any row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns c JOIN information_schema.tables t "
            "USING (table_schema, table_name) WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE' "
            "AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY')"
        )
        found = []
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE strpos("{column}"::text, %s) > 0', [text])
            if cursor.fetchone() != (0,):
                found.append(f"{table}.{column}")
        return found


def plant(house: House, agent: User, now: datetime) -> Customer:
    """A customer with a word in everything people can write about one."""
    taken_in(upload([ROW, (*LI, "", "", "")], header=HEADER), store=house.store, by=agent, now=now)
    customer = Customer.objects.get(name__startswith=CANARY)
    address = {"address": f"{CANARY}街"}
    services.update_customer(customer, address, version=customer.version, now=now, by=agent)
    plant_file(customer, agent, now)
    call = plant_call(house, customer, agent, now)
    plant_complaint(house, customer, call, agent, now)
    plant_report(house, customer, call, agent, now)
    return customer


def plant_file(customer: Customer, agent: User, now: datetime) -> None:
    given: dict[str, Any] = {"now": now, "by": agent}
    services.opt_out(customer, kind="manual", reason=f"{CANARY}烦", **given)
    words = {"reason": f"{CANARY}因", "measure": f"{CANARY}办", "review_on": now.date()}
    services.end_flag(
        services.flag_customer(customer, kind="focus", **words, **given), reason=f"{CANARY}了", **given
    )
    consent = {"matter": "care", "given": True, "at": now, "channel": "paper", "evidence": f"{CANARY}签"}
    services.record_consent(customer, **consent, **given)
    services.add_note(customer, f"{CANARY}记", **given)
    DataCopy.objects.create(customer=customer, at=now, by=agent, reason=f"{CANARY}求")
    Order.objects.filter(number=DOCUMENT).update(kind="delivery")
    order = Order.objects.get(number=DOCUMENT)
    services.check_data(order, step="showroom", wrong=["name"], words=f"{CANARY}核", **given)
    services.enter_member(
        number=f"{CANARY}会", customer=customer, joined_on=now.date(), store=customer.store, **given
    )


def plant_call(house: House, customer: Customer, agent: User, now: datetime) -> Callback:
    plan = Plan(Due(now.date(), now + timedelta(days=1), False, False, ()))
    duty = open_duty(
        "callback.repair", key="t:1", store=house.store, plan=plan, title=DOCUMENT, url_name="desk:call",
        object_id=1, now=now, owner=agent,
    )  # fmt: skip
    order = Order.objects.get(number=DOCUMENT)
    call = Callback.objects.create(
        store=house.store, kind="repair", key="t:1", customer=customer, vehicle=order.vehicle, order=order,
        duty=duty, created_at=now,
    )  # fmt: skip
    attempt = Attempt.objects.create(
        callback=call, agent=agent, started_at=now, ended_at=now, saved_at=now, reached=True, in_window=True,
        outcome=Outcome.objects.first(), phone=customer.phones.get(), request_key=uuid.uuid4(),
    )  # fmt: skip
    HeldSave.objects.create(
        callback=call, by=agent, data={"note": f"{CANARY}存"}, started_at=now, held_at=now, request_key=uuid.uuid4()
    )  # fmt: skip
    note_message(call, kind="letter", text=f"{CANARY}信", now=now, by=agent)
    add_recording(SimpleUploadedFile("a.mp3", b"ID3" + CANARY.encode()), call, now=now, by=agent)
    words = dict.fromkeys(("note", "problem", "suggestion", "question", "off_window_reason"), f"{CANARY}说")
    AttemptWords.objects.create(attempt=attempt, **words)
    [inquiry] = raise_inquiries(attempt, question=f"{CANARY}问", suggestion="", now=now)
    InquiryWords.objects.create(inquiry=inquiry, reply=f"{CANARY}复", why=f"{CANARY}因")
    sheet = DaySheet.objects.create(
        store=house.store, agent=agent, day=now.date(), handed_in_at=now, attempts=1, reached=1, seconds=60,
        promises_open=0, problems=1, suggestions=0, questions=1, bad_answers=0, open_calls=0, overdue_calls=0,
    )  # fmt: skip
    DaySheetWords.objects.create(sheet=sheet, remark=f"{customer.name}要求回电")
    answer = Answer.objects.create(attempt=attempt, question=Question.objects.first())
    AnswerWords.objects.create(answer=answer, text=f"{CANARY}答")
    move = CallbackMove.objects.create(callback=call, new="completed", at=now)
    CallbackMoveWords.objects.create(move=move, text=f"{CANARY}改")
    Draft.objects.create(callback=call, user=agent, data={"note": f"{CANARY}稿"}, saved_at=now)
    DutyWords.objects.create(event=DutyEvent.objects.filter(duty=duty).first(), text=f"{CANARY}由")
    return call


def plant_complaint(house: House, customer: Customer, call: Callback, agent: User, now: datetime) -> None:
    complaint = Complaint.objects.create(
        store=house.store, number="2611-001", source="callback", category=Category.objects.first(),
        customer=customer, callback=call, learned_at=now, recorded_at=now, recorded_by=agent,
    )  # fmt: skip
    words = dict.fromkeys(("text", "demand", "contact_note", "cause", "measure", "result"), f"{CANARY}诉")
    ComplaintWords.objects.create(complaint=complaint, **words)
    move = ComplaintMove.objects.create(complaint=complaint, what="register", new="registered", at=now)
    ComplaintMoveWords.objects.create(move=move, text=f"{CANARY}转")
    plant_remedies(complaint, agent, now)


def plant_report(house: House, customer: Customer, call: Callback, agent: User, now: datetime) -> None:
    """What people wrote names the customer; what the customer said is the customer's own."""
    words = f"{customer.name}又来电"
    issue = Issue.objects.create(
        store=house.store, kind="week", start=now.date(), end=now.date(), duty=call.duty, built_at=now
    )
    DepartmentWords.objects.create(issue=issue, department=house.sales, problems=words, suggestions=words)
    IssueWords.objects.create(issue=issue, problems=words)
    Paper.objects.create(issue=issue, body=json.dumps({"words": words}, ensure_ascii=False))
    PaperVoice.objects.create(
        issue=issue,
        position=0,
        kind="problem",
        text=f"{CANARY}诉",
        complaint=Complaint.objects.get(callback=call),
    )
    PaperVoice.objects.create(
        issue=issue, position=1, kind="problem", text=f"{CANARY}说", attempt=call.attempts.get()
    )
    duty = Duty.objects.create(
        store=house.store, kind="improvement.answer", key="t:2", opened_at=now, due_at=now, due_day=now.date(),
        original_due_at=now, title="t", url_name="reports:task",
    )  # fmt: skip
    task = Task.objects.create(
        store=house.store, issue=issue, department=house.sales, duty=duty, raised_at=now, raised_by=agent
    )
    TaskWords.objects.create(task=task, problem=words, answer=words)


def plant_remedies(complaint: Complaint, agent: User, now: datetime) -> None:
    given = {"complaint": complaint}
    Visit.objects.create(
        **given, visited_at=now, place=f"{CANARY}家", result=CANARY, recorded_at=now, by=agent
    )
    Compensation.objects.create(**given, kind="money", amount=1, what=CANARY, asked_at=now, asked_by=agent)
    parts = dict.fromkeys(("course", "findings", "conclusion", "prevention"), CANARY)
    Investigation.objects.create(**given, **parts, written_by=agent, written_at=now)
    photo = SimpleUploadedFile(f"{CANARY}.png", b"\x89PNG\r\n\x1a\n" + CANARY.encode())
    complaints.attach(complaint, photo, now=now, by=agent)


def test_no_canary_is_left_and_counts_stay(
    house: House, lin: User, noon: datetime, own_files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    customer = plant(house, lin, noon)
    assert len(places_with(CANARY)) > 24
    assert any(path.is_file() for path in own_files.rglob("*"))
    counts = [model.objects.count() for model in (Customer, Order, Vehicle, Callback, Attempt, Complaint)]

    out = io.StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("erase_customer", NUMBER, reason="本人要求", stdout=out)

    for trace in TRACES:
        assert places_with(trace) == [], trace
    assert not any(path.is_file() for path in own_files.rglob("*"))
    after = [model.objects.count() for model in (Customer, Order, Vehicle, Callback, Attempt, Complaint)]
    assert after == counts
    customer.refresh_from_db()
    assert customer.erased_at is not None
    assert "本人要求" in str(customer.events.order_by("-pk").first().pgh_context)
    assert str(customer.pk) in out.getvalue()


@pytest.mark.usefixtures("as_owner")
def test_waiting_calls_fall_away_at_once(house: House, lin: User, noon: datetime) -> None:
    customer = plant(house, lin, noon)
    (calls := Callback.objects.filter(customer=customer)).update(state="pending")
    erase_customer(customer, reason="本人要求", now=noon)
    assert [*calls.values_list("state", "duty__state")] == [("cancelled", "cancelled")]


def test_others_keep_their_words(house: House, lin: User, noon: datetime) -> None:
    plant(house, lin, noon)
    call_command("erase_customer", DOCUMENT, reason="本人要求", stdout=io.StringIO())
    assert places_with(LI[0])
    assert Customer.objects.get(name=LI[0]).phones.get().number == LI[1]


@pytest.mark.usefixtures("as_owner")
def test_a_shared_car_stays(house: House, lin: User, noon: datetime) -> None:
    other = ("孙七", "13500135000", PLATE, VIN, "JS2611-8", "2026-11-02", "", "", "")
    taken_in(upload([ROW[:9], other]), store=house.store, by=lin, now=noon)
    call_command("erase_customer", NUMBER, reason="本人要求", stdout=io.StringIO())
    assert Vehicle.objects.get().vin == VIN


@pytest.mark.usefixtures("as_owner")
def test_the_same_list_does_not_bring_the_person_back(house: House, lin: User, noon: datetime) -> None:
    taken_in(upload([ROW[:9]]), store=house.store, by=lin, now=noon)
    call_command("erase_customer", NUMBER, reason="本人要求", stdout=io.StringIO())
    batch = taken_in(upload([ROW[:9], LI]), store=house.store, by=lin, now=noon)
    assert batch.rows.get(verdict="refused").findings[-1]["code"] == "customer_erased"
    assert Customer.objects.exclude(name="").count() == 1


@pytest.mark.usefixtures("as_owner")
def test_an_erased_member_keeps_a_number_of_its_own(house: House, lin: User, noon: datetime) -> None:
    data = {
        "number": "VIP9",
        "customer_name": "钱进",
        "phone": NUMBER,
        "joined_on": datetime(2026, 11, 2, tzinfo=UTC).date(),
    }
    member = services.enter_member_row(data, store=house.store, now=noon, by=lin)
    call_command("erase_customer", "vip9", reason="本人要求", stdout=io.StringIO())
    assert Member.objects.get().number == f"erased-{member.pk}"


@pytest.mark.usefixtures("as_owner")
def test_nobody_or_several_are_refused(house: House, lin: User, noon: datetime) -> None:
    with pytest.raises(CommandError):
        call_command("erase_customer", "99999999", reason="x")
    taken_in(
        upload([ROW[:9], ("孙七", NUMBER, "", "", "JS2611-8", "2026-11-02", "", "", "")]),
        store=house.store,
        by=lin,
        now=noon,
    )
    with pytest.raises(CommandError):
        call_command("erase_customer", NUMBER, reason="x")
