"""Who signs in, who stays away and who is new: the part of the generated work that is about people."""

import random

from axes.models import AccessLog

from apps.customers.models import Customer, Duplicate, Order
from apps.duties.models import Duty, DutyEvent
from apps.reports.models import CrmCheck, Issue, Task
from tests.reports.days import DAY, local

DONE_AFTER = {"kept": 3, "late": 9}


def generate_clientele(store, agents, customers, *, dice, first, days, prefix):
    """Sign-ins, files that stand twice, customers who came long ago and never again, and new ones."""
    log = AccessLog.objects.bulk_create(
        AccessLog(username=dice.choice(agents).username, user_agent="", path_info="/") for _ in range(days)
    )
    for n, row in enumerate(log):
        row.attempt_time = local(first + DAY * n, 9)
    AccessLog.objects.bulk_update(log, ["attempt_time"])
    away = Customer.objects.bulk_create(
        Customer(store=store, name=f"久别{prefix}{n}", created_at=local(first)) for n in range(19)
    )
    Order.objects.bulk_create(
        Order(
            store=store, kind="repair" if n < 9 else "delivery", number=f"{prefix}away{n}", customer=one,
            document_day=first - DAY * (100 + 40 * n) if n < 9 else first + DAY * ((n - 9) * days // 10),
            created_at=local(first), is_history=True,
        )
        for n, one in enumerate(away)
    )  # fmt: skip
    CrmCheck.objects.bulk_create(
        CrmCheck(
            store=store, table=dice.choice(CrmCheck.Table.values), day=first + DAY * n, checked_by=agents[0],
            checked_at=local(first + DAY * n, 18), listed=5, matched=3, only_there=2, only_here=dice.randrange(3),
        )
        for n in [*range(days), *range(0, days, 3)]
    )  # fmt: skip
    Duplicate.objects.bulk_create(
        Duplicate(
            store=store, first=customers[n], second=customers[n + 1], why="phone",
            found_at=local(first + DAY * (n * days // 20), 2),
            dismissed_at=local(first + DAY * days) if n % 3 else None,
        )
        for n in range(20)
    )  # fmt: skip


def generate_tasks(store, agents, *, first, days):
    """Problems of one report given to departments: answered in time, late, still open, taken back."""
    dice, prefix = random.Random(11), store.code
    departments = list(store.departments.filter(kind__in=["sales", "aftersales"]))
    fates = [dice.choice(("kept", "missed", "late", "open", "cancelled")) for _ in range(0, days, 2)]
    given = {
        "store": store, "owner": agents[0], "title": "t", "url_name": "reports:task",
    }  # fmt: skip
    owed = Duty.objects.create(
        **given, kind="report.week", key=f"{prefix}:tasks", opened_at=local(first), due_at=local(first), due_day=first,
        original_due_at=local(first), state="cancelled",
    )  # fmt: skip
    issue = Issue.objects.create(
        store=store, kind="filing", start=first.replace(day=1) - 40 * DAY, end=first - DAY, duty=owed
    )
    duties = Duty.objects.bulk_create(
        Duty(
            **given, kind="improvement.answer", key=f"{prefix}:task:{n}", department=dice.choice(departments),
            opened_at=local(first + 2 * n * DAY), due_at=local(first + (2 * n + 5) * DAY),
            due_day=first + (2 * n + 4) * DAY, original_due_at=local(first + (2 * n + 5) * DAY),
            state="missed" if fate == "late" else fate,
            settled_at=local(first + (2 * n + DONE_AFTER[fate]) * DAY) if fate in DONE_AFTER else None,
            missed_at=local(first + (2 * n + 5) * DAY) if fate in ("missed", "late") else None,
        )
        for n, fate in enumerate(fates)
    )  # fmt: skip
    Task.objects.bulk_create(
        Task(
            store=store, issue=issue, department=duty.department, duty=duty, raised_at=duty.opened_at,
            raised_by=agents[0], answered_at=duty.settled_at, answered_by=agents[0] if duty.settled_at else None,
        )
        for duty in duties
    )  # fmt: skip
    DutyEvent.objects.bulk_create(
        DutyEvent(duty=duty, what="cancel", new_state="cancelled", at=duty.opened_at + DAY)
        for duty in duties
        if duty.state == "cancelled"
    )
