"""A transaction that ends late leaves a lower key than rows already sealed: it is sealed then, not forgotten (D5)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from apps.audit import services
from apps.audit.models import Seal
from apps.audit.services import sealing
from apps.customers.models import ExportLog
from tests.house_of_three import House, build_house

MOMENT = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
INSERT = (
    "INSERT INTO customers_exportlog (store_id, what, rows, filters, by_id, at) "
    "VALUES (%s, 'late', 1, '{}', %s, %s) RETURNING id"
)
RUNNING_HERE = """
SELECT min(backend_xid::text::bigint) FROM pg_stat_activity
 WHERE datname = current_database() AND backend_type = 'client backend'
"""


@pytest.fixture
def here_alone(committed: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only our own transactions count: other tests and the vacuum use the same server at the same time."""
    owner, found = connection.copy(), sealing._span

    def span() -> tuple[int, int]:
        newest = found()[1]
        with owner.cursor() as cursor:
            cursor.execute("RESET ROLE")  # the application is not told what kind of session another is
            cursor.execute(RUNNING_HERE)
            return cursor.fetchone()[0], newest

    monkeypatch.setattr(sealing, "_span", span)
    yield
    owner.close()


@pytest.fixture
def late(here_alone: None) -> Iterator[int]:
    """The key of a row written first and committed last; others are sealed meanwhile, twice."""
    house = build_house()
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
            cursor.execute("BEGIN")
            cursor.execute(INSERT, [house.store.pk, house.named("lin").pk, MOMENT])
            (key,) = cursor.fetchone()
            export(house)
            for _turn in range(2):
                services.seal_facts(now=MOMENT)
                export(house)
            cursor.execute("COMMIT")
            yield key
    finally:
        beside.close()


def export(house: House) -> None:
    ExportLog.objects.create(store=house.store, what="x", rows=1, by=house.named("lin"), at=MOMENT)


def last_seal() -> Seal:
    return Seal.objects.filter(table="customers_exportlog").order_by("pk").last()


def test_it_is_sealed_as_soon_as_it_is_there(late: int) -> None:
    before = last_seal().settled
    services.seal_facts(now=MOMENT)
    assert late in last_seal().ids
    assert last_seal().settled > before
    assert services.verify().fault == ""


def test_without_the_horizon_it_would_be_forgotten(late: int, monkeypatch: Any) -> None:
    """Negative control: a table searched from the highest key seen never finds the late row; verifying tells."""
    found = sealing._fresh
    monkeypatch.setattr(sealing, "_fresh", lambda table, *, above: found(table, above=_highest(table, above)))
    services.seal_facts(now=MOMENT)
    monkeypatch.undo()
    assert late not in last_seal().ids
    assert f" {late} " in services.verify().fault


def _highest(table: sealing.Sealed, above: int) -> int:
    seal = Seal.objects.filter(table=table.table).order_by("-pk").first()
    return seal.seen if seal else above
