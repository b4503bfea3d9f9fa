"""Two hundred readers while a report is counted again and again: they see the old numbers or the new, never half."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import pytest
from django.db import connection

from apps.complaints.models import Complaint
from apps.reports import services
from apps.reports.models import DraftFigure, FigureRow, Issue
from apps.reports.views.detail import figure_rows_of
from tests.house_of_three import build_house
from tests.reports.conftest import make_work

pytestmark = pytest.mark.long
READERS, CONNECTIONS, BUILDS = 200, 8, 6


@pytest.fixture
def draft(committed: None, at: Any) -> Issue:
    house = build_house()
    agents = [house.named("lin"), house.named("du")]
    make_work(house.store, agents, first=date(2026, 10, 5), days=28, per_day=4)
    services.open_report_duties(now=at("2026-10-28 09:00"), store=house.store)
    issue = Issue.objects.get(kind="week", start=date(2026, 10, 26))
    services.build(issue, now=at("2026-11-02 00:30"))
    return issue


def read(pk: int, built: Event) -> set[str]:
    """One reader looks at what page, print and workbook show: three times, and on until all is built."""
    try:
        issue = Issue.objects.get(pk=pk)
        seen = {services.digest_of(figure_rows_of(issue)) for _time in range(3)}
        while not built.wait(0.1):
            seen.add(services.digest_of(figure_rows_of(issue)))
        return seen
    finally:
        connection.close()


def seen_while(issue: Issue, builds: Callable[[], Iterator[str]]) -> tuple[set[str], set[str]]:
    """(what the readers saw, what was ever true) while the report is built again."""
    true = {services.digest_of(figure_rows_of(issue))}
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        built = Event()
        looking = [pool.submit(read, issue.pk, built) for _reader in range(READERS)]
        try:
            true.update(builds())
        finally:
            built.set()
        seen = set().union(*(one.result() for one in looking))
    return seen, true


def another_fact(issue: Issue, at: Any, number: int) -> None:
    """A complaint more: every build counts other numbers than the one before."""
    first = Complaint.objects.filter(store=issue.store).first()
    first.pk, first.number = None, f"race-{number}"
    first.recorded_at = at("2026-10-28 10:00")
    first.save()


def test_readers_see_old_or_new(draft: Issue, at: Any) -> None:
    def builds() -> Iterator[str]:
        for number in range(BUILDS):
            another_fact(draft, at, number)
            services.build(draft, now=at("2026-11-02 01:00"))
            yield services.digest_of(figure_rows_of(draft))

    seen, true = seen_while(draft, builds)
    assert seen <= true and len(true) == BUILDS + 1
    assert len(seen) > 1, "nobody read while it was built: the race did not happen"


def test_a_build_in_steps_is_seen_half(draft: Issue) -> None:
    """The control: the same readers catch a build that is not one transaction."""

    def builds() -> Iterator[str]:
        rows = list(DraftFigure.objects.filter(issue=draft).order_by("pk").values(*FigureRow.NUMBERS))
        for _time in range(BUILDS):
            DraftFigure.objects.filter(issue=draft).delete()
            for row in rows:
                DraftFigure.objects.create(issue=draft, **row)
            yield services.digest_of(figure_rows_of(draft))

    seen, true = seen_while(draft, builds)
    assert len(true) == 1 and seen - true
