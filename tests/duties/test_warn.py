"""Warnings before a duty's moment, told once (domain.md 4.1, 4.2 timers)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.core.worktime import Answer
from apps.duties import services
from apps.duties.models import Duty
from apps.duties.services import Plan
from apps.notices.models import Notice
from apps.rulebook.services import set_policy

DAY_END = datetime(2026, 11, 6, 16, 0, tzinfo=UTC)  # 24:00 of 6 November in Shanghai


def opened(house, owner, *, kind="callback.delivery", at=DAY_END, clock=False, department=None):
    answer = Answer(day=date(2026, 11, 6), at=at, clock=clock, provisional=False, trace=())
    return services.open_duty(
        kind, key=f"{kind}:{Duty.objects.count()}", store=house.store, plan=Plan(answer), title="CK2611-0001",
        url_name="desk:call", object_id=1, now=at - timedelta(days=3), owner=owner, department=department,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "clock", "due", "moment", "warned"),
    [
        ("callback.delivery", False, None, "2026-11-06 15:59", 0),
        ("callback.delivery", False, None, "2026-11-06 16:00", 1),
        ("callback.delivery", False, None, "2026-11-06 23:59", 1),
        ("callback.delivery", False, None, "2026-11-07 00:00", 0),
        ("report.week", False, None, "2026-11-06 16:00", 1),
        ("complaint.close", False, None, "2026-11-05 23:59", 0),
        ("complaint.close", False, None, "2026-11-06 00:00", 1),
        ("complaint.first_contact", True, "2026-11-06 12:00", "2026-11-06 11:59", 0),
        ("members.entry", True, "2026-11-06 12:00", "2026-11-06 09:59", 0),
        ("members.entry", True, "2026-11-06 12:00", "2026-11-06 10:00", 1),
    ],
)
def test_when_the_owner_is_warned(house, lin, at, kind, clock, due, moment, warned):
    opened(house, lin, kind=kind, clock=clock, at=at(due) if due else DAY_END)
    assert services.warn(now=at(moment)) == warned
    assert services.warn(now=at(moment)) == 0
    assert list(Notice.objects.values_list("user", "kind")) == [(lin.pk, "duty.warn")] * warned


def test_the_hour_is_a_rule_value(house, lin, root, at):
    set_policy(
        "callback.warn_at", "14:00", store=house.store, effective_from=date(2026, 11, 5), reason="早点提醒",
        by=root, now=at("2026-11-01 09:00"),
    )  # fmt: skip
    opened(house, lin)
    assert services.warn(now=at("2026-11-06 14:00")) == 1


def test_done_work_is_not_warned_of(house, lin, at):
    services.settle(opened(house, lin), at=at("2026-11-06 15:00"), by=lin)
    assert services.warn(now=at("2026-11-06 16:00")) == 0


def test_work_without_an_owner_is_told_to_those_who_answer(house, zhou, song, han, at):
    opened(house, None, kind="complaint.close", department=house.aftersales)
    assert services.warn(now=at("2026-11-06 10:00")) == 1
    assert set(Notice.objects.values_list("user", flat=True)) == {zhou.pk, song.pk}


def test_statement_count_does_not_follow_the_rows(house, lin, at, django_assert_num_queries):
    for count in (3, 30):
        for _ in range(count):
            opened(house, lin)
        with django_assert_num_queries(4):
            assert services.warn(now=at("2026-11-06 16:00")) == count


def test_a_new_due_day_is_warned_of_anew(house, lin, at):
    duty = opened(house, lin)
    assert services.warn(now=at("2026-11-06 16:00")) == 1
    answer = Answer(
        day=date(2026, 11, 9), at=DAY_END + timedelta(days=3), clock=False, provisional=False, trace=()
    )
    services.reschedule(duty, Plan(answer), now=at("2026-11-06 17:00"), by=lin, code="appointment")
    assert services.warn(now=at("2026-11-06 17:30")) == 0
    assert services.warn(now=at("2026-11-09 16:00")) == 1
    assert Notice.objects.filter(user=lin, kind="duty.warn").count() == 2
