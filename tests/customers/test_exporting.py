"""Rows leave through one counted door; more than the quota needs a second person (H7, S28)."""

import ast
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import ExportGrant, ExportLog
from apps.customers.services import exporting
from apps.notices.models import Notice
from tests.house_of_three import House, build_house

APPS = Path(__file__).parents[2] / "apps"


def take(person: User, rows: int, *, house: House, now: datetime) -> ExportLog:
    return services.note_export("customers", store=house.store, rows=rows, filters={}, now=now, by=person)


def test_the_goals_figures_are_the_defaults(settings: Any) -> None:
    assert (settings.REVEALS_AN_HOUR, settings.EXPORTED_ROWS_A_DAY) == (60, 500)


def test_more_than_the_quota_is_blocked_and_told(
    house: House, zhou: User, fang: User, noon: datetime
) -> None:
    take(zhou, 500, house=house, now=noon)
    for _again in range(2):
        with pytest.raises(Refused) as refused:
            take(zhou, 1, house=house, now=noon)
        assert refused.value.status == 429
    assert [notice.user for notice in Notice.objects.all()] == [fang]
    take(zhou, 1, house=house, now=noon + timedelta(days=1))


def test_a_second_person_allows_it_for_a_day(house: House, lin: User, zhou: User, noon: datetime) -> None:
    with pytest.raises(Refused):
        services.ask_for_export(2000, reason=" ", now=noon, by=zhou)
    fang = house.named("fang")
    grant = services.ask_for_export(2000, reason="年度回访名单", now=noon, by=zhou)
    with pytest.raises(Refused):
        services.ask_for_export(1, reason="另一份", now=noon, by=zhou)
    for person in (zhou, lin):
        with pytest.raises(Refused) as refused:
            services.decide_export(grant, allowed=True, now=noon, by=person)
        assert refused.value.status == 403
    services.decide_export(grant, allowed=True, now=noon, by=fang)
    with pytest.raises(Refused) as refused:
        services.decide_export(grant, allowed=False, now=noon, by=fang)
    assert refused.value.code == "stale"
    take(zhou, 2500, house=house, now=noon)
    assert services.rows_left(zhou, now=noon) == 0
    assert services.rows_left(zhou, now=noon + timedelta(hours=25)) == 500
    assert Notice.objects.filter(user=zhou, kind="customers.exports").exists()


def test_the_page_asks_and_decides(signed_in: Any, lin: User, zhou: User, noon: datetime) -> None:
    page, mine = reverse("customers:exports"), signed_in(lin)
    assert mine.post(page, {"rows": 800, "reason": "核对"}).status_code == 302
    grant = ExportGrant.objects.get()
    decide = reverse("customers:export_decide", args=[grant.pk])
    assert decide not in mine.get(page).text
    assert mine.post(decide, {"allow": "yes"}).status_code == 403
    boss = signed_in(zhou)
    assert decide in boss.get(page).text
    assert boss.post(decide, {"allow": "yes"}).status_code == 302
    grant.refresh_from_db()
    assert (grant.state, grant.decided_by) == ("allowed", zhou)


def test_every_workbook_with_rows_is_noted() -> None:
    """Whoever makes a download of rows writes it down; the copy of a person does so in its verb."""
    loose = []
    for path in APPS.rglob("*.py"):
        called = {
            getattr(node.func, "attr", getattr(node.func, "id", ""))
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call)
        }
        if "workbook_response" in called and not called & {"note_export", "copy_person"}:
            loose.append(str(path.relative_to(APPS)))
    assert loose == []


def export_at_once(person: User, *, house: House, now: datetime) -> int:
    """Eight windows of one person, 100 rows each; how many rows left the house."""

    def window() -> None:
        try:
            take(person, 100, house=house, now=now)
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=window) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(ExportLog.objects.values_list("rows", flat=True))


@pytest.mark.commits
def test_eight_windows_share_one_quota(committed: None, noon: datetime, monkeypatch: Any) -> None:
    """And without the lock, all looking before any writes, they do not (negative control)."""
    house = build_house()
    assert export_at_once(house.named("zhou"), house=house, now=noon) == 500
    gate, left = threading.Barrier(8), exporting.rows_left

    def looked(person: User, *, now: datetime) -> int:
        found = left(person, now=now)
        gate.wait(60)
        return found

    monkeypatch.setattr(exporting, "one_at_a_time", lambda person: None)
    monkeypatch.setattr(exporting, "rows_left", looked)
    assert export_at_once(house.named("fang"), house=house, now=noon) == 500 + 800
