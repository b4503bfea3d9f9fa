"""A small house with work of every kind a figure counts, made by bulk inserts from a fixed seed."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection

from apps.accounts.models import Role, Store, User
from apps.callbacks.models import (
    Answer,
    Attempt,
    AttemptWords,
    Callback,
    Correction,
    Draft,
    Inquiry,
    Outcome,
    Question,
)
from apps.complaints.models import (
    Complaint,
    ComplaintMove,
)
from apps.customers.models import (
    Customer,
    ImportBatch,
    ImportConflict,
    Member,
    Order,
    Phone,
    Vehicle,
)
from apps.duties.models import Duty
from apps.penalties.models import Penalty
from tests.conftest import become_application
from tests.reports.clientele import generate_clientele
from tests.reports.days import DAY, local
from tests.reports.grievances import generate_complaints

FATES = (
    # duty state, cause, settled after days, state of the call
    ("kept", "", 1, "completed"), ("kept", "", 2, "completed"), ("kept", "", 2, "refused"),
    ("missed", "", 5, "completed"), ("missed", "", None, "pending"), ("open", "", None, "pending"),
    ("excused", "unreachable", 2, "unreachable"), ("excused", "unreachable", 2, "wrong_number"),
    ("excused", "late_import", 6, "completed"), ("excused", "absent", None, "pending"),
    ("cancelled", "", None, "cancelled"),
)  # fmt: skip
CONSULTANTS = ("田野", "白洁", "石磊", "")


@dataclass
class Work:
    store: Store
    agents: list[User]


def make_work(
    store: Store,
    agents: list[User],
    *,
    first: date,
    days: int,
    per_day: int = 6,
    seed: int = 7,
    prefix: str = "a",
) -> Work:
    """Orders, duties, calls, attempts, answers, complaints, corrections, members and penalties day by day."""
    dice = random.Random(seed)
    customers = Customer.objects.bulk_create(
        Customer(store=store, name=f"顾客{prefix}{n}", created_at=local(first)) for n in range(40)
    )
    Phone.objects.bulk_create(
        Phone(customer=one, number=f"139{n:08d}", validity="unknown" if n % 8 else "invalid")
        for n, one in enumerate(customers)
    )
    cars = Vehicle.objects.bulk_create(
        Vehicle(store=store, plate=f"豫{prefix}{n}", model="凌渡L") for n in range(40)
    )
    calls = _calls(
        store,
        agents,
        customers,
        cars,
        dice=dice,
        first=first,
        count=days * per_day,
        per_day=per_day,
        prefix=prefix,
    )
    _attempts(calls, agents, dice=dice)
    generate_complaints(store, agents, customers, dice=dice, first=first, days=days, prefix=prefix)
    _rest(store, agents, calls, customers, dice=dice, first=first, days=days, prefix=prefix)
    _gather_statistics()
    return Work(store, agents)


def _gather_statistics() -> None:
    """What autovacuum does for a running house: without it the planner takes thousands of new rows for one."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for model in (
            Order,
            Duty,
            Callback,
            Attempt,
            Answer,
            Complaint,
            ComplaintMove,
            Phone,
            Vehicle,
            Customer,
        ):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
    become_application(connection=connection)


def _calls(store, agents, customers, cars, *, dice, first, count, per_day, prefix):
    orders, duties, fates = [], [], []
    for n in range(count):
        day, fate = first + DAY * (n // per_day), dice.choice(FATES)
        kind, who = dice.choice(("delivery", "repair")), dice.randrange(40)
        orders.append(Order(
            store=store, kind=kind, number=f"{prefix}{n}", document_day=day, customer=customers[who],
            vehicle=cars[who], served_by_name=dice.choice(CONSULTANTS),
            created_at=local(day + DAY * dice.choice((0, 0, 1, 5)), dice.randrange(24)),
            state="void" if fate[0] == "cancelled" else "active", is_history=dice.random() < 0.05,
        ))  # fmt: skip
        due = day + DAY * 3
        agent = dice.choice(agents)
        missed = fate[0] == "missed"
        duties.append(Duty(
            store=store, kind=f"callback.{kind}", key=f"{prefix}:call:{n}", owner=agent,
            responsible=dice.choice(agents) if missed else None, opened_at=local(day), due_at=local(due + DAY, 0),
            due_day=due, original_due_at=local(due + DAY, 0), state=fate[0], cause=fate[1],
            settled_at=local(day + DAY * fate[2], 15) if fate[2] else None,
            missed_at=local(due + DAY, 0) if missed else None, title=f"{prefix}{n}", url_name="desk:call",
        ))  # fmt: skip
        fates.append(fate)
    Order.objects.bulk_create(orders)
    Duty.objects.bulk_create(duties)
    return Callback.objects.bulk_create(
        Callback(
            store=store, kind=order.kind, key=duty.key, customer_id=order.customer_id, vehicle_id=order.vehicle_id,
            order=order, duty=duty, state=fate[3], created_at=order.created_at,
        )
        for order, duty, fate in zip(orders, duties, fates, strict=True)
    )  # fmt: skip


def _attempts(calls, agents, *, dice):
    outcomes = {row.code: row for row in Outcome.objects.all()}
    attempts = []
    for call in calls:
        if call.state in ("pending", "cancelled") and dice.random() < 0.6:
            continue
        tries = dice.choice((1, 1, 2, 3))
        for n in range(tries):
            reached = call.state in ("completed", "refused") and n == tries - 1
            start = local(call.order.document_day + DAY * dice.randrange(1, 6), dice.randrange(8, 24))
            off = dice.random() < 0.2
            attempts.append(Attempt(
                callback=call, agent=dice.choice(agents), started_at=start, ended_at=start + timedelta(minutes=2),
                saved_at=start + timedelta(minutes=3), reached=reached, in_window=not off,
                off_window_code="customer" if off else "", entered_later=dice.random() < 0.05,
                outcome=outcomes["completed" if reached else "no_answer"], request_key=UUID(int=call.pk * 10 + n),
            ))  # fmt: skip
    Attempt.objects.bulk_create(attempts)
    AttemptWords.objects.bulk_create(
        AttemptWords(attempt=row, problem="等了四十分钟，请打13800138000", suggestion="多开一个收银台")
        for row in attempts
        if row.reached and dice.random() < 0.3
    )
    _answers([row for row in attempts if row.reached and row.callback.state == "completed"], dice=dice)


def _answers(attempts, *, dice):
    questions = list(Question.objects.select_related("question_set").prefetch_related("options"))
    by_kind = {}
    for question in questions:
        by_kind.setdefault(question.question_set.kind, []).append(question)
    rows = []
    for attempt in attempts:
        for question in by_kind[attempt.callback.kind]:
            option = dice.choice(list(question.options.all()))
            rows.append(Answer(
                attempt=attempt, question=question, option=option, score=option.score, is_bad=option.is_bad,
            ))  # fmt: skip
    Answer.objects.bulk_create(rows)


def _rest(store, agents, calls, customers, *, dice, first, days, prefix):
    Correction.objects.bulk_create(
        Correction(
            store=store, callback=call, field="phone", state=dice.choice(("open", "done", "hopeless")),
            found_at=local(call.order.document_day + DAY, dice.randrange(24)), found_by=dice.choice(agents),
        )
        for call in calls[::7]
    )  # fmt: skip
    Member.objects.bulk_create(
        Member(
            store=store, number=f"{prefix}M{n}", customer=dice.choice(customers), joined_on=first + DAY * n,
            entered_at=local(first + DAY * n, dice.randrange(24)), entered_by=agents[0],
        )
        for n in range(days)
    )  # fmt: skip
    Duty.objects.bulk_create(
        Duty(
            store=store, kind="members.entry", key=f"{prefix}:members:{n}", owner=agents[0], opened_at=local(first),
            due_at=local(first + DAY * n, 12), due_day=first + DAY * n, original_due_at=local(first + DAY * n, 12),
            clock=True, state=(state := dice.choice(("kept", "missed", "open", "excused", "cancelled"))),
            settled_at=local(first + DAY * n, 11) if state == "kept" else None,
            missed_at=local(first + DAY * n, 12) if state == "missed" else None, title="m",
            url_name="customers:members",
        )
        for n in range(days)
    )  # fmt: skip
    Penalty.objects.bulk_create(
        Penalty(
            store=store, key=f"{prefix}:penalty:{n}", kind=dice.choice(Penalty.Kind.values), rule="R02",
            subject=dice.choice(agents), amount=Decimal(dice.choice(("20.00", "100.00", "-20.00"))),
            month=(first + DAY * n).replace(day=1), fact_day=first + DAY * n,
            state=dice.choice(Penalty.State.values), title="x", url_name="desk:call", proposed_at=local(first),
        )
        for n in range(days)
    )  # fmt: skip
    _keeping(store, agents, calls, customers, dice=dice, first=first, days=days, prefix=prefix)


def _keeping(store, agents, calls, customers, *, dice, first, days, prefix):
    """Questions of customers, calls left without an outcome, lists taken in, reports owed."""
    tried = list(Attempt.objects.filter(callback__in=calls[::3]).select_related("callback"))
    duties = Duty.objects.bulk_create(
        Duty(
            store=store, kind="question.answer", key=f"{prefix}:ask:{n}", owner=one.agent, opened_at=one.started_at,
            due_at=one.started_at, due_day=first, original_due_at=one.started_at, title="q", url_name="desk:call",
            state=(state := dice.choice(("kept", "missed", "open", "cancelled"))),
            settled_at=one.ended_at if state == "kept" else None,
            missed_at=one.ended_at if state == "missed" else None,
        )
        for n, one in enumerate(tried)
    )  # fmt: skip
    Inquiry.objects.bulk_create(
        Inquiry(
            store=store, kind=dice.choice(Inquiry.Kind.values), callback=one.callback, attempt=one, duty=duty,
            department_kind=dice.choice(("sales", "aftersales", "")), raised_at=one.started_at,
            answered_at=one.ended_at if duty.state == "kept" else None, adopted=dice.choice((True, False, None)),
        )
        for one, duty in zip(tried, duties, strict=True)
    )  # fmt: skip
    Draft.objects.bulk_create(
        Draft(
            callback=call, user=dice.choice(agents), saved_at=local(first + DAY * days),
            started_at=local(call.order.document_day + DAY * dice.choice((0, 9)), 10),
        )
        for call in calls[::9]
    )  # fmt: skip
    batches = ImportBatch.objects.bulk_create(
        ImportBatch(
            store=store, source="DMS", file_name=f"{prefix}{n}.xlsx", file_hash=f"{prefix}{n}", file_size=1,
            state=dice.choice(("committed", "committed", "cancelled")), read_count=200 + n, refused_count=n % 7,
            uploaded_at=local(first + DAY * n), committed_at=local(first + DAY * n, 8),
        )
        for n in range(0, days, 5)
    )  # fmt: skip
    ImportConflict.objects.bulk_create(
        ImportConflict(batch=batch, person=1, customer=dice.choice(customers), code="phone")
        for batch in batches
    )
    generate_clientele(store, agents, customers, dice=dice, first=first, days=days, prefix=prefix)
    Duty.objects.bulk_create(
        Duty(
            store=store, kind=dice.choice(("report.week", "report.xun")), key=f"{prefix}:owed:{n}",
            owner=dice.choice(agents), opened_at=local(first), due_at=local(first + DAY * n, 12),
            due_day=first + DAY * n, original_due_at=local(first + DAY * n, 12), title="r", url_name="reports:list",
            state=(state := dice.choice(("kept", "open", "cancelled"))),
            settled_at=local(first + DAY * n, 11) if state == "kept" else None,
        )
        for n in range(0, days, 3)
    )  # fmt: skip


@pytest.fixture
def work(house, lin, du):
    """From 1 September to 9 November 2026: every fate of a call, a second store beside."""
    from tests.house_of_three import build_house

    other = build_house("second", "二店")
    foreign = other.person("foreign", "二店专员", Role.AGENT, other.care)
    make_work(other.store, [foreign], first=date(2026, 10, 20), days=15, seed=3, prefix="z")
    return make_work(house.store, [lin, du], first=date(2026, 9, 1), days=70)


@pytest.fixture
def month_of_work(house, lin, du):
    """From 25 September to 5 November 2026, a few calls a day: enough for a page to show everything."""
    return make_work(house.store, [lin, du], first=date(2026, 9, 25), days=42, per_day=4)
