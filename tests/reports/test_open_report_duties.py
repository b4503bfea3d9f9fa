"""Report duties (S15–S17, R20–R22): one of each kind for every running period, due where the calendar says."""

from datetime import date

import pytest

from apps.accounts.models import Absence
from apps.duties.models import Duty
from apps.reports import services
from apps.reports.models import Issue

# The official calendar of 2026: Spring Festival 2-15 to 2-23 with make-up days 2-14 and 2-28, National Day 10-01 to
# 10-07 with make-up days 9-20 and 10-10.
DUE = [
    # kind, any day of the period, first day, last day, due day
    ("week", "2026-11-03", "2026-11-02", "2026-11-08", "2026-11-09"),
    ("week", "2026-02-10", "2026-02-09", "2026-02-15", "2026-02-24"),
    ("week", "2026-02-18", "2026-02-16", "2026-02-22", "2026-02-24"),
    ("week", "2026-09-30", "2026-09-28", "2026-10-04", "2026-10-08"),
    ("week", "2026-12-30", "2026-12-28", "2027-01-03", "2027-01-04"),
    ("xun", "2026-02-05", "2026-02-01", "2026-02-10", "2026-02-12"),
    ("xun", "2026-02-12", "2026-02-11", "2026-02-20", "2026-02-25"),
    ("xun", "2026-02-21", "2026-02-21", "2026-02-28", "2026-03-03"),
    ("xun", "2026-09-25", "2026-09-21", "2026-09-30", "2026-10-09"),
    ("xun", "2026-10-10", "2026-10-01", "2026-10-10", "2026-10-13"),
    ("month", "2026-01-15", "2026-01-01", "2026-01-31", "2026-02-06"),
    ("month", "2026-02-15", "2026-02-01", "2026-02-28", "2026-03-06"),
    ("month", "2026-09-01", "2026-09-01", "2026-09-30", "2026-10-13"),
    ("month", "2026-11-30", "2026-11-01", "2026-11-30", "2026-12-07"),
]


@pytest.mark.parametrize(("kind", "day", "start", "end", "due"), DUE)
def test_periods_and_due_days(house, lin, at, kind, day, start, end, due):
    services.open_report_duties(now=at(f"{day} 12:00"))
    issue = Issue.objects.select_related("duty").get(kind=kind)
    assert (issue.start, issue.end) == (date.fromisoformat(start), date.fromisoformat(end))
    duty = issue.duty
    assert (duty.kind, duty.key) == (f"report.{kind}", f"report:{kind}:{house.store.pk}:{start}")
    assert (duty.due_day.isoformat(), duty.clock, duty.state) == (due, False, "open")
    assert duty.due_at == at(f"{due} 00:00") + (at("2026-01-02 00:00") - at("2026-01-01 00:00"))
    assert (duty.owner, duty.url_name, duty.object_id) == (lin, "reports:detail", issue.pk)
    assert (issue.state, issue.number, duty.title) == ("scheduled", 1, issue.period.key)


def test_again_opens_nothing(house, lin, noon):
    assert [services.open_report_duties(now=noon) for _ in range(3)] == [3, 0, 0]
    assert Issue.objects.count() == Duty.objects.count() == 3


def test_periods_slept_through_are_opened_and_blame_nobody(house, lin, at):
    services.open_report_duties(now=at("2026-11-03 12:00"))
    services.open_report_duties(now=at("2026-11-24 12:00"))
    weeks = (
        Issue.objects.filter(kind="week").order_by("start").values_list("start", "duty__state", "duty__cause")
    )
    assert [(start.isoformat(), state, cause) for start, state, cause in weeks] == [
        ("2026-11-02", "open", ""),
        ("2026-11-09", "excused", "outage"),
        ("2026-11-16", "excused", "outage"),
        ("2026-11-23", "open", ""),
    ]


def test_the_preparer_stays_unless_away(house, lin, du, at):
    services.open_report_duties(now=at("2026-11-03 12:00"))
    first = Duty.objects.get(kind="report.week").owner
    services.open_report_duties(now=at("2026-11-09 12:00"))
    assert Duty.objects.filter(kind="report.week", owner=first).count() == 2
    Absence.objects.create(
        user=first, first_day=date(2026, 11, 16), last_day=date(2026, 11, 20), entered_by=lin
    )
    services.open_report_duties(now=at("2026-11-16 12:00"))
    assert (
        Duty.objects.filter(kind="report.week").order_by("-due_at").first().owner
        == ({lin, du} - {first}).pop()
    )


def test_a_house_without_agents_gives_the_report_to_the_first_one(house, noon):
    services.open_report_duties(now=noon)
    assert Duty.objects.filter(owner__isnull=True).count() == 3
    lin = house.person("lin", "林晓彤", "agent", house.care)
    services.open_report_duties(now=noon)
    assert Duty.objects.filter(owner=lin).count() == 3
