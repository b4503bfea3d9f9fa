"""The generated house, standing for a whole file: with all its work, or with the reports of its last periods built."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Role
from apps.reports import services
from apps.reports.models import Issue
from tests.house_of_three import House, build_house
from tests.reports.clientele import generate_tasks
from tests.reports.conftest import Work, make_work


@dataclass
class Reported:
    house: House
    issues: dict[str, Issue] = field(default_factory=dict)


@pytest.fixture(scope="module")
def worked(standing: None) -> Work:
    """From 1 September to 9 November 2026: every fate of a call, a second store beside."""
    other = build_house("second", "二店")
    foreign = other.person("foreign", "二店专员", Role.AGENT, other.care)
    make_work(other.store, [foreign], first=date(2026, 10, 20), days=15, seed=3, prefix="z")
    house = build_house()
    made = make_work(house.store, [house.named("lin"), house.named("du")], first=date(2026, 9, 1), days=70)
    generate_tasks(house.store, made.agents, first=date(2026, 9, 1), days=70)
    return made


@pytest.fixture(scope="module")
def month_worked(standing: None) -> House:
    """From 25 September to 5 November 2026, a few calls a day: enough for a page to show everything."""
    house = build_house()
    agents = [house.named("lin"), house.named("du")]
    house.named("zhou")
    make_work(house.store, agents, first=date(2026, 9, 25), days=42, per_day=4)
    return house


@pytest.fixture(scope="module")
def weekly(month_worked: House, at: Any) -> Reported:
    """The weekly report of 26 October to 1 November, due on Monday 2 November."""
    services.open_report_duties(now=at("2026-10-28 09:00"), store=month_worked.store)
    issue = Issue.objects.get(kind="week")
    services.build(issue, now=at("2026-11-02 00:30"))
    return Reported(month_worked, {"week": issue})


@pytest.fixture(scope="module")
def all_kinds(month_worked: House, at: Any) -> Reported:
    """One draft of each kind, of the periods that end about 1 November."""
    services.open_report_duties(now=at("2026-10-30 09:00"), store=month_worked.store)
    made = {issue.kind: issue for issue in Issue.objects.all()}
    for issue in made.values():
        services.build(issue, now=at("2026-11-02 00:30"))
    return Reported(month_worked, made)


@pytest.fixture
def work(db: None, worked: Work) -> Work:
    return deepcopy(worked)


def open_page(client: Client, name: str, *args: Any, **query: Any) -> Any:
    return client.get(reverse(f"reports:{name}", args=args), query)
