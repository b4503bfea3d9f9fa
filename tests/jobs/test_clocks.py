"""Whatever zone the process runs in, and whether sweeps come two hours late: the same fines, the same reports (F8)."""

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from apps.desk.demo.background import know_the_work
from apps.duties.models import Duty
from apps.jobs import services
from apps.jobs.models import Job
from apps.penalties.models import Penalty
from apps.reports.models import DraftFigure
from tests.house_of_three import build_house
from tests.life import Life

ZONES = ("UTC", "Asia/Shanghai", "America/New_York")
LEAP, NEW_YEAR = datetime(2024, 2, 25, 1, tzinfo=UTC), datetime(2025, 12, 28, 1, tzinfo=UTC)
DAYS = 7


@contextmanager
def process_zone(name: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


def story(beginning: datetime, *, late: timedelta = timedelta(0)) -> bytes:
    """A week over the end of a month, nobody calls: what was missed, proposed and counted. Nothing of it stays."""
    with transaction.atomic():
        life = Life(build_house(), now=beginning)
        for day in range(DAYS):
            life.document(kind="repair" if day % 2 else "delivery")
            life.now = (
                beginning + timedelta(days=day, hours=14, minutes=40) + late
            )  # 23:40 or 01:40 in Shanghai
            life.sweep()
            life.now = beginning + timedelta(days=day + 1)
        told = {
            "duties": list(Duty.objects.order_by("pk").values_list("kind", "title", "due_day", "due_at", "state")),
            "fines": list(Penalty.objects.order_by("pk").values_list("rule", "title", "fact_day", "amount", "state")),
            "figures": list(
                DraftFigure.objects.order_by("issue__kind", "issue__start", "key", "part", "pk").values_list(
                    "issue__kind", "issue__start", "key", "part", "numerator", "base", "previous_numerator"
                )
            ),
        }  # fmt: skip
        transaction.set_rollback(True)
    first = life.people["lin"].pk
    told["figures"] = [
        (
            kind,
            start,
            key,
            re.sub(r"(agent|person)=(\d+)", lambda found: f"{int(found[2]) - first}", part),
            *rest,
        )
        for kind, start, key, part, *rest in told["figures"]
    ]
    assert all(told.values()), {name: len(rows) for name, rows in told.items()}
    return json.dumps(told, default=str).encode()


@pytest.fixture
def deaf(db, monkeypatch):
    monkeypatch.setattr(services, "ring", lambda kind, pk: None)
    know_the_work()


@pytest.mark.long
@pytest.mark.parametrize("beginning", [LEAP, NEW_YEAR], ids=["29 February", "New Year"])
def test_every_zone_tells_the_same_story(deaf, beginning):
    told = []
    for zone in ZONES:
        with process_zone(zone):
            told.append(json.loads(story(beginning)))
    for name in told[0]:
        assert told[0][name] == told[1][name] == told[2][name], name


@pytest.mark.long
@pytest.mark.parametrize(("right", "wrong"), [(0, 2), (-2, -4)], ids=["behind", "ahead"])
def test_sweeps_by_a_wrong_clock_fine_the_same(deaf, right, wrong):
    """Two hours later or earlier in the same night: what is due stays due.

    Across midnight they differ in what they open: a call that is opened after it counts from the next day.
    """

    def fines(said: bytes) -> object:
        return [row[:4] for row in json.loads(said)["fines"]]

    assert fines(story(LEAP, late=timedelta(hours=right))) == fines(story(LEAP, late=timedelta(hours=wrong)))


def database(expression: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression} FROM jobs_job")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("hours", [2, -2])
def test_a_worker_whose_clock_is_off_neither_steals_nor_loses(deaf, hours):
    """Leases, pauses and what is called off run by the database's clock, whatever the machine thinks."""
    asked = services.ask("test.work", key="clock", now=timezone.now())
    Job.objects.update(slot=asked.asked_at)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
        services.ring_again(now=timezone.now())
        first = services.claim(asked.pk, now=timezone.now())
        assert first is not None, "neither called off nor too early"
        assert database("extract(epoch FROM lease_until - clock_timestamp())") == pytest.approx(600, abs=5)
        services.ring_again(now=timezone.now())
        assert services.claim(asked.pk, now=timezone.now()) is None, "held"
        services.fail(first, now=timezone.now(), error="x")
        assert database("extract(epoch FROM not_before - clock_timestamp())") == pytest.approx(10, abs=2)
        Job.objects.update(state="running", lease_until=datetime.now(UTC) - timedelta(hours=hours, seconds=1))
        second = services.claim(asked.pk, now=timezone.now())
        assert second is not None and second.fence == first.fence + 1, "its lease is over"


def test_what_a_fast_clock_asks_for_is_due_at_once(deaf):
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2)):
        asked = services.ask("test.work", key="fast", now=timezone.now())
    assert services.claim(asked.pk, now=timezone.now()) is not None


def test_a_lease_by_the_machines_clock_would_be_stolen(deaf):
    """Negative control: the same two hours, with the lease written by the machine's clock."""
    asked = services.ask("test.work", key="slow", now=timezone.now())
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=2)):
        services.claim(asked.pk, now=timezone.now())
        Job.objects.update(lease_until=timezone.now() + services.LEASE)
        assert services.claim(asked.pk, now=timezone.now()) is not None


@pytest.mark.long
def test_a_clock_that_follows_the_process_is_seen():
    """Negative control: a day asked of the process is another one in another zone."""
    days = set()
    for zone in ZONES:
        with process_zone(zone):
            days.add(time.localtime(LEAP.timestamp()).tm_mday)
    assert len(days) == 2
