"""The demo house: alive at any hour, the same on two loads of one day, left without a trace."""

import hashlib
import json
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, Q

from apps.accounts.models import Store, User
from apps.callbacks.models import Attempt, Callback
from apps.complaints.models import Complaint, ComplaintMove
from apps.core.refusal import Refused
from apps.customers.models import Customer, ImportBatch, Member, Order
from apps.desk.demo import cast
from apps.desk.demo.chance import chance
from apps.desk.demo.leaving import leave
from apps.desk.demo.loading import load
from apps.desk.demo.population import mobile, owner
from apps.duties.models import Duty, DutyEvent
from apps.jobs.models import Job
from apps.notices.models import Notice
from apps.penalties.models import PayrollLine, PayrollMonth, Penalty, PenaltyMove
from apps.reports.models import FrozenFigure, Issue
from tests.conftest import become_application

SHORT_DAYS = 5  # with the end of a week, of a xun and of a month
# What a house holds, told without row ids, which mean nothing to anybody.
CONTENT: dict[Any, tuple[str, ...]] = {
    Customer: ("name", "kind", "created_at", "version"),
    Order: ("kind", "number", "document_day", "customer__name", "served_by_name", "amount", "created_at"),
    Member: ("number", "customer__name", "joined_on", "entered_at", "entered_by__username"),
    ImportBatch: ("file_name", "file_hash", "state", "new_count", "refused_count", "committed_at"),
    Duty: (
        "kind",
        "title",
        "state",
        "due_at",
        "owner__username",
        "responsible__username",
        "settled_at",
        "trace",
    ),
    DutyEvent: ("duty__kind", "duty__title", "what", "at", "by__username", "code", "new_due_at"),
    Callback: ("kind", "state", "duty__title", "customer__name", "appointment_at", "created_at"),
    Attempt: (
        "callback__duty__title",
        "agent__username",
        "started_at",
        "ended_at",
        "outcome__code",
        "request_key",
    ),
    Complaint: (
        "number",
        "state",
        "level",
        "source",
        "category__code",
        "customer__name",
        "closed_at",
        "closing",
    ),
    ComplaintMove: ("complaint__number", "what", "old", "new", "at", "by__username"),
    Penalty: ("kind", "title", "state", "subject__username", "amount", "percent", "month", "proposed_at"),
    PenaltyMove: ("penalty__title", "what", "new", "at", "by__username"),
    PayrollLine: ("payroll_month__month", "user__username", "miss_count", "amount", "percent"),
    Issue: ("kind", "start", "state", "prepared_by__username", "submitted_at"),
    FrozenFigure: ("issue__kind", "issue__start", "key", "numerator", "base", "previous_numerator"),
    Notice: ("user__username", "kind", "title", "params", "at", "read_at"),
}


def digests() -> dict[str, str]:
    """One digest for each content table, whatever order its rows lie in."""
    found = {}
    for model, columns in CONTENT.items():
        rows = sorted(json.dumps(row, default=str) for row in model.objects.order_by().values_list(*columns))
        found[model.__name__] = hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16] + f" {len(rows)}"
    return found


def leave_as_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    leave()
    become_application(connection=connection)


def counted(rows: Any, *columns: str) -> dict[Any, int]:
    found = rows.order_by().values_list(*columns).annotate(count=Count("pk"))
    return {row[0] if len(columns) == 1 else row[:-1]: row[-1] for row in found}


@pytest.mark.commits
@pytest.mark.long
def test_a_later_hour_continues_the_day_and_two_loads_are_equal(committed, at, client, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    load(now=at("2026-03-03 07:00"), days=SHORT_DAYS)
    morning = set(Attempt.objects.values_list("request_key", "started_at", "outcome__code"))
    assert Callback.objects.open().filter(duty__due_day=date(2026, 3, 3)).exists()

    leave_as_owner()
    assert not Store.objects.exists()
    assert not User.objects.exists()
    assert not list((tmp_path / "imports").iterdir())
    assert client.get("/").url.endswith("/set-up/") or "set" in client.get("/").url

    evening = at("2026-03-03 20:00")
    load(now=evening, days=SHORT_DAYS)
    assert morning < set(Attempt.objects.values_list("request_key", "started_at", "outcome__code"))
    assert Callback.objects.open().exists()
    assert Order.objects.count() > 100
    assert not Job.objects.exclude(state=Job.State.DONE).exists()
    assert list((tmp_path / "imports").iterdir())

    first = digests()
    leave_as_owner()
    load(now=evening, days=SHORT_DAYS)
    assert digests() == first


@pytest.mark.long
@pytest.mark.commits
def test_three_months(committed, at, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    now = at("2026-03-17 15:20")
    load(now=now)
    house_is_full()
    today_is_alive(now)


def house_is_full() -> None:
    assert 2200 <= Order.objects.count() <= 2800
    assert User.objects.filter(posts__role="agent").count() == 5
    states = counted(Complaint.objects.all(), "state")
    assert set(states) == set(Complaint.State.values)
    assert 50 <= sum(states.values()) <= 75
    misses = Duty.objects.filter(kind__startswith="callback.", state="missed").count()
    assert 30 <= misses <= 55
    fines = counted(Penalty.objects.all(), "state")
    assert {"proposed", "confirmed", "rejected", "settled", "waived"} <= set(fines)
    months = counted(PayrollMonth.objects.all(), "state")
    assert months["closed"] >= 2
    for month in PayrollMonth.objects.filter(state="closed"):
        assert month.ready_by_id != month.closed_by_id
    issues = counted(Issue.objects.all(), "kind", "state")
    assert issues["week", "submitted"] >= 10
    assert issues["month", "submitted"] >= 2
    assert Issue.objects.filter(state="draft").exists()
    assert Duty.objects.filter(kind="members.entry", state="kept").count() > 60
    assert Duty.objects.filter(kind="members.entry", state="missed").exists()
    assert Complaint.objects.filter(cycle=2).exists()
    assert Complaint.objects.filter(merged_into__isnull=False).exists()
    assert Complaint.objects.filter(manufacturer_cases__isnull=False).exists()
    assert Penalty.objects.filter(kind="complaint_delay").exists()


def today_is_alive(now: datetime) -> None:
    queue = Callback.objects.open()
    today = date(2026, 3, 17)
    assert queue.filter(duty__state="missed").exists()
    assert queue.filter(duty__due_day=today).exists()
    assert queue.filter(state="appointed", appointment_at__gt=now - timedelta(hours=2)).exists()
    assert Attempt.objects.filter(started_at__gt=now - timedelta(hours=7)).exists()
    assert Penalty.objects.filter(state="proposed").exists()
    assert ImportBatch.objects.filter(state="previewed", refused_count__gt=0).count() == 1
    overdue = Q(close_duty__state="missed", close_duty__settled_at__isnull=True)
    assert Complaint.objects.open().filter(overdue).exists()


def test_no_number_reaches_anybody_and_every_car_is_its_own():
    people = [owner(index, of=date(2026, 3, 17)) for index in range(2000)]
    assert all(one.phone[3:7] == "0000" for one in people)
    assert len({mobile(index) for index in range(60_000)}) == 60_000
    assert len({one.plate for one in people}) == len({one.vin for one in people}) == 2000


def test_chance_repeats_itself():
    assert chance("a", 1).random() == chance("a", 1).random()
    assert chance("a", 1).random() != chance("a", 2).random()


def test_an_inhabited_house_is_refused(house, at):
    with pytest.raises(Refused, match=r"."):
        load(now=at("2026-03-17 15:20"), days=1)
    with pytest.raises(CommandError):
        call_command("load_demo", "--store-day", "2026-03-17")


def test_a_house_of_ones_own_is_never_left(house):
    for _attempt in range(2):
        with pytest.raises(CommandError):
            call_command("leave_demo", "--yes")
    assert Store.objects.exists()


def test_an_unfinished_demo_house_says_so(house, at):
    Store.objects.update(is_demo=True)
    with pytest.raises(Refused, match="leave_demo"):
        load(now=at("2026-03-17 15:20"), days=1)


@pytest.mark.commits
def test_an_interrupted_building_is_cleared_by_the_next_start(committed, settings, tmp_path, at):
    settings.FILES_ROOT = tmp_path
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    call_command("leave_demo", "--unfinished")

    def interrupt(day: date) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(now=at("2026-03-17 15:20"), days=2, told=interrupt)
    assert Store.objects.exists()
    call_command("leave_demo", "--unfinished")
    assert not Store.objects.exists()


def test_a_finished_demo_house_is_not_taken_for_an_unfinished_one(house):
    Store.objects.update(is_demo=True)
    User.objects.create_user(cast.ADMIN[0], name=cast.ADMIN[1], password=cast.PASSWORD)
    call_command("leave_demo", "--unfinished")
    assert Store.objects.exists()


def test_a_day_to_come_is_refused(db):
    with pytest.raises(CommandError):
        call_command("load_demo", "--store-day", "2099-01-01")


def test_sign_ins_are_told_in_the_demo_house_only(house, root):
    said = StringIO()
    call_command("load_demo", "--sign-ins", stdout=said)
    assert said.getvalue() == ""
    Store.objects.update(is_demo=True)
    admin = User.objects.create_user(cast.ADMIN[0], name=cast.ADMIN[1], password=cast.PASSWORD)
    call_command("load_demo", "--sign-ins", stdout=said)
    assert cast.PASSWORD in said.getvalue()
    assert admin.username in said.getvalue()
