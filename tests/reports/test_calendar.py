"""The calendar of reports, the list of what was not handed in, and the running period of every store."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
import time_machine

from apps.accounts.models import User
from apps.duties.services import mark_missed
from apps.reports import services
from apps.reports.models import Issue
from tests.house_of_three import build_house
from tests.reports.standing_work import Reported, all_kinds, month_worked, open_page

__all__ = ["all_kinds", "month_worked"]


@pytest.fixture
def reported(db: None, all_kinds: Reported) -> Reported:
    return deepcopy(all_kinds)


@pytest.fixture
def house(reported: Reported) -> Any:
    return reported.house


@pytest.fixture(autouse=True)
def today(at: Any) -> Any:
    with time_machine.travel(at("2026-11-03 10:00"), tick=False):
        yield


def test_opened_and_planned_dues_of_a_month(signed_in: Any, zhou: User, reported: Reported) -> None:
    page = open_page(signed_in(zhou), "calendar", month="2026-11")
    dues = {(due.day, due.period): due for due in page.context["dues"]}
    week = reported.issues["week"]
    assert dues[date(2026, 11, 2), "2026-W44"].issue == week
    # W45 runs, W46 has not begun: due on the Monday after, as the rule says now
    assert dues[date(2026, 11, 16), "2026-W46"].issue is None
    assert dues[date(2026, 11, 12), "2026-11-X1"].day == date(2026, 11, 12)
    days = [cell for row in page.context["weeks"] for cell in row]
    assert (len(days) % 7, days[0].day.weekday()) == (0, 0)
    assert {cell.mark for cell in days if cell.day == date(2026, 11, 7)} == {"off"}


def test_a_year_without_official_calendar_is_said_to_be_provisional(
    signed_in: Any, zhou: User, reported: Reported
) -> None:
    client = signed_in(zhou)
    far = open_page(client, "calendar", month="2027-03")
    assert far.context["is_provisional"] and all(due.provisional for due in far.context["dues"])
    assert not open_page(client, "calendar", month="2026-11").context["is_provisional"]
    assert open_page(client, "calendar", month="2026-13").status_code == 404


def test_what_was_not_handed_in_and_what_waits_to_be_read(
    signed_in: Any, zhou: User, lin: User, reported: Reported, at: Any
) -> None:
    mark_missed(now=at("2026-11-03 00:00"))
    week = reported.issues["week"]
    client = signed_in(zhou)
    late = open_page(client, "list", show="overdue")
    assert week in list(late.context["page"])
    services.prepare(week, now=at("2026-11-03 09:00"), by=lin)
    services.review(week, now=at("2026-11-03 09:10"), by=zhou)
    services.submit(week, now=at("2026-11-03 09:20"), by=lin)
    assert week not in list(open_page(client, "list", show="overdue").context["page"])
    assert [one.pk for one in open_page(client, "list", show="unread").context["page"]] == [week.pk]
    services.acknowledge(week, now=at("2026-11-03 09:30"), by=zhou)
    assert list(open_page(client, "list", show="unread").context["page"]) == []


def test_the_general_manager_reads_every_store(
    signed_in: Any, gao: User, zhou: User, reported: Reported, at: Any
) -> None:
    other = build_house("second", "二店")
    services.open_report_duties(now=at("2026-11-03 09:00"), store=other.store)
    foreign = Issue.objects.filter(store=other.store).first()
    client = signed_in(gao)
    live = open_page(client, "live", "week", store="second")
    assert (live.status_code, live.context["sheet"].store) == (200, other.store)
    assert all(not cell.url for cell in live.context["sheet"].all_figures)
    assert open_page(client, "live", "week").context["sheet"].all_figures[0].url
    beside = live.context["all_stores"]
    assert [(line.store.code, line.current) for line in beside.lines] == [("zd", False), ("second", True)]
    for line in beside.lines:
        page = open_page(client, "live", "week", store=line.store.code)
        assert [(cell.value.text, cell.value.target) for cell in line.cells] == [
            (cell.value.text, cell.value.target) for cell in page.context["sheet"].headlines
        ]
    for cell, *parts in zip(beside.total.cells, *(line.cells for line in beside.lines), strict=True):
        assert cell.value.numerator == sum(part.value.numerator for part in parts)
    assert open_page(client, "detail", foreign.pk).status_code == 200
    assert foreign in list(open_page(client, "list").context["page"])

    manager = signed_in(zhou)
    assert open_page(manager, "live", "week").context["all_stores"] is None
    assert open_page(manager, "live", "week", store="second").status_code == 404
    assert open_page(manager, "detail", foreign.pk).status_code == 404
