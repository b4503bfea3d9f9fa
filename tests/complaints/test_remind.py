"""Reminders (4.2 timers): at their moment, to their people, each once."""

import pytest

from apps.complaints import services
from apps.complaints.models import Complaint
from apps.notices.models import Notice

DEPARTMENT, CARE, DIRECTOR, GM = {"song"}, {"zhou"}, {"fang"}, {"gao"}


def told(kind):
    return set(Notice.objects.filter(kind=f"complaint.{kind}").values_list("user__username", flat=True))


@pytest.mark.parametrize(
    ("at_time", "kind", "people"),
    [
        ("2026-11-03 10:59:59", "unsigned", set()),
        ("2026-11-03 11:00:00", "unsigned", DEPARTMENT | CARE),
        ("2026-11-03 11:59:59", "still_unsigned", set()),
        ("2026-11-03 12:00:00", "still_unsigned", DIRECTOR),
        ("2026-11-03 11:59:59", "contact_due", set()),
        ("2026-11-03 12:00:00", "contact_due", DEPARTMENT | CARE),
        ("2026-11-05 18:30:00", "return_due", set()),
        ("2026-11-06 00:00:00", "return_due", set()),
        ("2026-11-06 08:59:59", "return_due", set()),
        ("2026-11-06 09:00:00", "return_due", DEPARTMENT),
        ("2026-11-05 18:30:00", "close_soon", set()),
        ("2026-11-06 09:00:00", "close_soon", DEPARTMENT | CARE),
        ("2026-11-06 18:30:00", "overdue", set()),
        ("2026-11-07 03:00:00", "overdue", set()),
        ("2026-11-07 09:00:00", "overdue", DEPARTMENT | CARE | DIRECTOR | GM),
    ],
)
def test_each_at_its_moment(team, at, at_time, kind, people):
    team.issued(at("2026-11-03 10:00"))
    services.remind(now=at(at_time))
    assert told(kind) == people


@pytest.mark.parametrize(
    ("at_time", "kind", "people"),
    [
        ("2026-11-03 10:29:59", "unsigned", set()),
        ("2026-11-03 10:30:00", "unsigned", DEPARTMENT | CARE),
        ("2026-11-03 10:59:59", "still_unsigned", set()),
        ("2026-11-03 11:00:00", "still_unsigned", DIRECTOR),
    ],
)
def test_an_urgent_one_is_reminded_of_sooner(team, at, at_time, kind, people):
    complaint = team.issued(at("2026-11-03 10:00"))
    Complaint.objects.filter(pk=complaint.pk).update(urgency="urgent")
    services.remind(now=at(at_time))
    assert told(kind) == people


def test_the_handler_hears_what_concerns_the_work(team, at):
    team.handling(at("2026-11-03 10:00"))
    services.remind(now=at("2026-11-07 10:00"))
    assert told("unsigned") == told("contact_due") == set()
    assert told("overdue") == {"song", "zhang", "zhou", "fang", "gao"}


def test_twice_late_or_parallel_is_told_once(team, at):
    team.issued(at("2026-11-03 10:00"))
    for moment in ("2026-11-07 10:00", "2026-11-07 10:15", "2026-11-09 10:00"):
        services.remind(now=at(moment))
    assert Notice.objects.filter(kind="complaint.overdue", user=team.zhou).count() == 1


def test_ended_complaints_are_quiet(team, at):
    team.closed(at("2026-11-03 10:00"))
    dead = team.issued(at("2026-11-03 10:00"))
    services.invalidate(dead, reason="x", now=at("2026-11-03 10:01"), by=team.zhou)
    assert services.remind(now=at("2026-11-20 10:00")) == 0


def test_statements_do_not_grow(team, at, django_assert_max_num_queries):
    for _ in range(8):
        team.issued(at("2026-11-03 10:00"))
    with django_assert_max_num_queries(14):
        services.remind(now=at("2026-11-07 10:00"))
