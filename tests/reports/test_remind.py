"""Reminders at 09:00 on the due day and on the working day before, once each (4.4)."""

import pytest

from apps.duties.services import settle
from apps.notices.models import Notice
from apps.reports import services
from apps.reports.models import Issue

# The week of 28 September is due on Thursday 8 October, after National Day; the working day before is 30 September.
WHEN = [
    ("2026-09-29 12:00", 0),
    ("2026-09-30 08:59", 0),
    ("2026-09-30 09:00", 1),
    ("2026-10-07 12:00", 0),
    ("2026-10-08 08:59", 0),
    ("2026-10-08 09:00", 1),
    ("2026-10-09 09:00", 0),
]


@pytest.fixture
def weekly(house, lin, zhou, at):
    services.open_report_duties(now=at("2026-09-28 09:00"))
    for issue in Issue.objects.exclude(kind="week"):
        settle(issue.duty, at=at("2026-09-28 10:00"), by=lin)
    return Issue.objects.get(kind="week")


@pytest.mark.parametrize(("moment", "told"), WHEN)
def test_when(weekly, lin, at, moment, told):
    services.remind(now=at(moment))
    services.remind(now=at(moment))
    assert Notice.objects.filter(kind="reports.remind", user=lin).count() == told


def test_a_submitted_report_is_not_reminded_of(weekly, lin, at):
    settle(weekly.duty, at=at("2026-10-08 08:00"), by=lin)
    assert services.remind(now=at("2026-10-08 09:00")) == 0


def test_without_an_owner_the_manager_is_told(weekly, zhou, at):
    weekly.duty.owner = None
    weekly.duty.save()
    services.remind(now=at("2026-10-08 09:00"))
    assert list(Notice.objects.values_list("user", flat=True)) == [zhou.pk]
