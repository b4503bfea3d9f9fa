"""The evidence page: what the apps know about a penalty, for who decides and for the person concerned."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import Absence
from apps.callbacks.models import Attempt, AttemptWords, Callback, Outcome, SpotCheck, SpotCheckItem
from apps.core import worktime
from apps.customers.models import Customer, Order
from apps.duties import services as duties
from apps.duties.services import Plan
from apps.penalties import services
from apps.penalties.models import Penalty
from apps.rulebook.calendars import store_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 4)
NOW = datetime(2026, 11, 5, 10, 0, tzinfo=SHANGHAI)
NAME, WORDS = "刘志远", "午休可能方便"


@pytest.fixture
def penalty(house, lin):
    """A missed delivery callback with one attempt inside and one outside the windows."""
    plan = Plan(worktime.callback_due(store_calendar(house.store), date(2026, 11, 1), days=3))
    duty = duties.open_duty(
        "callback.delivery", key="callback:delivery:1", store=house.store, plan=plan, title="CK2611-0001",
        url_name="desk:call", object_id=1, now=NOW - timedelta(days=4), owner=lin,
    )  # fmt: skip
    customer = Customer.objects.create(store=house.store, name=NAME, created_at=NOW)
    order = Order.objects.create(
        store=house.store, kind="delivery", number="CK2611-0001", document_day=date(2026, 11, 1),
        customer=customer, created_at=NOW,
    )  # fmt: skip
    call = Callback.objects.create(
        store=house.store,
        kind="delivery",
        key=duty.key,
        customer=customer,
        order=order,
        duty=duty,
        created_at=NOW,
    )
    for hour, window in ((9, 0), (13, None)):
        add_attempt(call, lin, hour=hour, window=window)
    duties.mark_missed(now=NOW)
    services.propose_for_missed(now=NOW)
    return Penalty.objects.get()


def add_attempt(call, agent, *, hour, window, day=DAY):
    start = datetime(day.year, day.month, day.day, hour, 20, tzinfo=SHANGHAI)
    attempt = Attempt.objects.create(
        callback=call, agent=agent, started_at=start, ended_at=start + timedelta(seconds=31),
        saved_at=start + timedelta(seconds=40), outcome=Outcome.objects.filter(effect="retry").first(),
        reached=False, in_window=window is not None, window_day=day if window is not None else None,
        window_no=window, request_key=uuid4(),
    )  # fmt: skip
    AttemptWords.objects.create(attempt=attempt, off_window_reason="" if window is not None else WORDS)


def test_attempts_rule_and_trace_without_the_customer(signed_in, penalty, wu):
    page = signed_in(wu).get(reverse("desk:evidence", args=[penalty.pk])).content.decode()
    for words in ("CK2611-0001", "09:20", "13:20", WORDS, "R01", "客户必须在三天之内回访"):
        assert words in page
    assert NAME not in page


def test_what_counts_towards_unreachable(signed_in, penalty, wu):
    found = signed_in(wu).get(reverse("desk:evidence", args=[penalty.pk])).context["found"]
    assert found.unreachable == {
        "attempts": 1, "windows": 1, "days": 1, "need_attempts": 3, "need_windows": 3, "need_days": 2,
    }  # fmt: skip


def test_shift_and_spot_check_are_shown(signed_in, penalty, house, lin, du, wu, zhou):
    Absence.objects.create(user=lin, first_day=DAY, last_day=DAY, substitute=du, entered_by=zhou)
    sheet = SpotCheck.objects.create(
        store=house.store,
        drawn_by=wu,
        drawn_at=NOW,
        first_day=DAY,
        last_day=DAY,
        rule="random",
        size=12,
        seed=48213,
    )
    SpotCheckItem.objects.create(
        check_sheet=sheet, callback=penalty.duty.callback, verdict="not_called", judged_by=wu, judged_at=NOW,
        remark="未听到通话",
    )  # fmt: skip
    page = signed_in(zhou).get(reverse("desk:evidence", args=[penalty.pk])).content.decode()
    for words in ("杜鹏", "48213", "未听到通话"):
        assert words in page


def test_who_may_read_it(signed_in, penalty, lin, du, qian, han, stranger):
    url = reverse("desk:evidence", args=[penalty.pk])
    assert signed_in(lin).get(url).status_code == 200
    for person in (du, qian, han, stranger):
        assert signed_in(person).get(url).status_code == 404


@pytest.mark.parametrize("kind", ["complaint_delay", "manual", "report_late", "member_late"])
def test_every_kind_has_a_page(signed_in, house, lin, zhou, kind):
    penalty = services.propose(
        kind, key=kind, subject=lin, store=house.store, rule="R12", amount=Decimal(100), fact_day=DAY,
        policy_values={"penalty.complaint_delay": {"value": 100, "row": None, "since": None}},
        evidence={}, title="TS2611-001", url_name="complaints:detail", object_id=999, now=NOW,
    )  # fmt: skip
    assert signed_in(zhou).get(reverse("desk:evidence", args=[penalty.pk])).status_code == 200


def test_more_attempts_ask_no_more(signed_in, penalty, lin, zhou):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert signed_in(zhou).get(reverse("desk:evidence", args=[penalty.pk])).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for hour in range(10, 20):
        add_attempt(penalty.duty.callback, lin, hour=hour, window=None)
    assert queries() == few <= 28
