"""Missed duties and penalties in every state, made by the verbs."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from apps.core.worktime import Answer, Step
from apps.duties import services as duties
from apps.duties.services import Plan
from apps.penalties import services
from apps.penalties.models import Penalty

SHANGHAI = ZoneInfo("Asia/Shanghai")


def end_of(day: date) -> datetime:
    """24:00 of the day in Shanghai."""
    return datetime.combine(day + timedelta(days=1), time(0), SHANGHAI).astimezone(UTC)


def plan_for(day: date) -> Plan:
    steps = (Step("rule_shipped", {"rule": "R01", "value": 3}), Step("due_day", {"day": day.isoformat()}))
    return Plan(Answer(day=day, at=end_of(day), clock=False, provisional=False, trace=steps), {}, 1)


@pytest.fixture
def owed(house):
    """`owed(lin, date)`: an open duty of that person, due until 24:00 of the day."""
    made = []

    def make(owner, day, *, kind="callback.delivery", opened=None, department=None):
        number = len(made) + 1
        made.append(number)
        return duties.open_duty(
            kind,
            key=f"{kind}:{number}",
            store=house.store,
            plan=plan_for(day),
            title=f"CK{day:%y%m}-{number:04d}",
            url_name="desk:call",
            object_id=number,
            now=opened or end_of(day) - timedelta(days=4),
            owner=owner,
            department=department,
        )

    return make


@pytest.fixture
def missed(owed):
    """`missed(lin, date)`: a duty whose moment has passed."""

    def make(owner, day, **columns):
        duty = owed(owner, day, **columns)
        duties.mark_missed(now=end_of(day) + timedelta(minutes=1))
        duty.refresh_from_db()
        return duty

    return make


@pytest.fixture
def proposed(missed):
    """`proposed(lin, date)`: the proposal that follows."""

    def make(owner, day, **columns):
        duty = missed(owner, day, **columns)
        services.propose_for_missed(now=end_of(day) + timedelta(minutes=2))
        return Penalty.objects.get(duty=duty)

    return make


@pytest.fixture
def confirmed(proposed, zhou):
    """`confirmed(lin, date)`: confirmed by 周敏 the morning after the missed day."""

    def make(owner, day, *, by=None, **columns):
        penalty = proposed(owner, day, **columns)
        return services.confirm(
            penalty, reason="抽查属实", now=end_of(day) + timedelta(hours=9), by=by or zhou
        )

    return make


@pytest.fixture
def october():
    return date(2026, 10, 1)


def money(text: str) -> Decimal:
    return Decimal(text)
