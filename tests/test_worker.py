"""A list taken in by a real worker over a real broker, although the first worker is killed in the middle of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.db import connection
from django.utils import timezone

from apps.callbacks.models import Callback
from apps.customers import services as customers
from apps.customers.models import ImportBatch, Order
from apps.duties.models import Duty
from apps.jobs import services as jobs
from apps.jobs.models import Job
from carecenter.embedded import children
from carecenter.embedded.places import BASE
from tests.customers.lists import upload
from tests.house_of_three import House, build_house

ROWS = 4_000
PATIENCE = 240.0  # seconds for what takes ten on a quiet machine
RUNNING, DONE = Job.State.RUNNING, Job.State.DONE


def broker_of_its_own(settings: Any) -> str:
    """Another database of the same Redis, so that tests running beside this one ring for somebody else."""
    number = 4 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 10
    url = settings.CELERY_BROKER_URL
    if "virtual_host=" in url:
        return url.partition("virtual_host=")[0] + f"virtual_host={number}"
    return f"{url.rsplit('/', 1)[0]}/{number}"


@pytest.fixture
def start_worker(
    committed, settings, tmp_path, monkeypatch
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """`start_worker()`: a Celery worker on the test database; the doorbell rings for it."""
    settings.FILES_ROOT = tmp_path
    broker = broker_of_its_own(settings)
    bell = Celery("bell", broker=broker, set_as_current=False)
    bell.control.purge()
    monkeypatch.setattr(jobs, "ring", lambda kind, pk: bell.send_task(kind, args=[pk]))
    base, name = settings.DATABASE_URL.rsplit("/", 1)[0], connection.settings_dict["NAME"]
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "carecenter.settings",
        "DATABASE_URL": f"{base}/{name}",
        "OWNER_DATABASE_URL": f"{base}/{name}",
        "CARECENTER_ROLE": "application",
        "CELERY_BROKER_URL": broker,
        "FILES_ROOT": str(tmp_path),
    }
    started: list[subprocess.Popen[bytes]] = []

    def start(pool: str = "solo", **more: str) -> subprocess.Popen[bytes]:
        argv = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "carecenter",
            "worker",
            "-P",
            pool,
            "-c",
            "1",
            "--without-mingle",
        ]
        log = os.open(tmp_path / "worker.log", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        started.append(children.spawn(argv, output=log, env=env | more, cwd=BASE))
        os.close(log)
        return started[-1]

    yield start
    for process in started:
        children.stop(process)
    bell.control.purge()
    bell.close()


def wait_until(true: Callable[[], bool], *, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, log.read_text()[-3000:]
        time.sleep(0.1)


def mapped_list(house: House) -> ImportBatch:
    """Yesterday's settlements, uploaded and matched."""
    now = timezone.now()
    zhou = house.person("zhou", "周敏", "care_manager", house.care)
    day = (now - timedelta(days=1)).date().isoformat()
    rows = [
        (f"客户{n}", f"1380000{n:04d}", f"豫A{n:05d}", "", f"JS-{n:05d}", day, "周涛", "1200", "99")
        for n in range(1, ROWS + 1)
    ]
    batch = customers.receive_file(upload(rows), store=house.store, source="DMS", now=now, by=zhou)
    customers.parse(batch)
    customers.set_mapping(batch, batch.mapping, kind=batch.kind, now=now)
    return batch


@contextmanager
def orders_locked() -> Iterator[None]:
    """Another connection holds the table this sweep reads first, so it waits for as long as we like."""
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute("RESET ROLE; BEGIN; LOCK TABLE customers_order IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        beside.close()


def somebody_waits_for_the_orders() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE NOT granted AND relation = 'customers_order'::regclass")
        return bool(cursor.fetchall())


@pytest.mark.commits
def test_a_killed_worker_loses_nothing_and_does_nothing_twice(start_worker, tmp_path):
    house, log = build_house(), tmp_path / "worker.log"
    for username in ("lin", "du"):
        house.person(username, username, "agent", house.care)
    batch = mapped_list(house)
    check = customers.ask_check(batch, now=timezone.now(), by=None)

    with orders_locked():
        first = start_worker()
        wait_until(somebody_waits_for_the_orders, log=log)
        first.send_signal(signal.SIGKILL)
        first.wait()
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.MAPPED
    assert Job.objects.get(pk=check.pk).state == RUNNING

    Job.objects.filter(pk=check.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    start_worker()
    jobs.ring_again(now=timezone.now())
    wait_until(lambda: Job.objects.filter(pk=check.pk, state=DONE).exists(), log=log)
    batch.refresh_from_db()
    assert (batch.state, batch.new_count) == (ImportBatch.State.PREVIEWED, ROWS)
    assert Job.objects.get(pk=check.pk).attempts == 2

    customers.ask_take_in(batch, now=timezone.now(), by=None)
    wait_until(lambda: Job.objects.filter(kind="callbacks.open_due_follow_ups", state=DONE).exists(), log=log)
    assert Order.objects.count() == Callback.objects.count() == ROWS
    assert Duty.objects.filter(kind="callback.repair", owner__isnull=False).count() == ROWS


@pytest.mark.long
@pytest.mark.commits
def test_two_workers_share_the_work(start_worker, tmp_path):
    """Every job is rung for twice, to two processes; each is done once, and nobody's document is called about twice."""
    house, log = build_house(), tmp_path / "worker.log"
    house.person("lin", "lin", "agent", house.care)
    batch = mapped_list(house)
    for _worker in range(2):
        start_worker()
    customers.ask_check(batch, now=timezone.now(), by=None)
    wait_until(lambda: Job.objects.filter(kind="customers.check_batch", state=DONE).exists(), log=log)
    batch.refresh_from_db()
    customers.ask_take_in(batch, now=timezone.now(), by=None)
    kind = "callbacks.open_due_follow_ups"
    asked = [jobs.ask(kind, key=f"together {n}", now=timezone.now()).pk for n in range(20)]
    for pk in asked:
        jobs.ring(kind, pk)
    wait_until(lambda: not Job.objects.exclude(state=DONE).exists(), log=log)
    assert set(Job.objects.filter(pk__in=asked).values_list("attempts", flat=True)) == {1}
    jobs.ask(kind, key="the rest", now=timezone.now())
    wait_until(lambda: not Job.objects.exclude(state=DONE).exists(), log=log)
    assert Order.objects.count() == Callback.objects.count() == ROWS


KIND = "callbacks.open_due_follow_ups"


@pytest.mark.long
@pytest.mark.commits
def test_a_worker_told_to_go_gives_back_what_it_cannot_finish(start_worker, tmp_path):
    """F10: one job runs, twenty wait, SIGTERM: gone in time, nothing new begun, nothing lost, nothing done twice."""
    build_house()
    log, now = tmp_path / "worker.log", timezone.now()
    held = jobs.ask(KIND, key="held", now=now).pk
    with orders_locked():
        leaving = start_worker("prefork", LEAVE_WITHIN_SECONDS="2")
        wait_until(lambda: Job.objects.filter(pk=held, state=RUNNING).exists(), log=log)
        waiting = [jobs.ask(KIND, key=f"deploy {n}", now=now).pk for n in range(20)]
        for pk in waiting:
            jobs.ring(KIND, pk)
        leaving.send_signal(signal.SIGTERM)
        leaving.wait(PATIENCE)
        rows = Job.objects.filter(pk__in=[held, *waiting]).values_list("state", "attempts")
        assert set(rows) == {(Job.State.ASKED, 0)}
        staying = start_worker("prefork", LEAVE_WITHIN_SECONDS="600")
        wait_until(lambda: Job.objects.filter(state=RUNNING).exists(), log=log)
        taken = Job.objects.get(state=RUNNING)
        staying.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):  # negative control: nobody gives back, everybody waits
            staying.wait(3)
    staying.wait(PATIENCE)
    assert Job.objects.get(pk=taken.pk).state == DONE
    start_worker()
    jobs.ring_again(now=timezone.now())
    wait_until(lambda: not Job.objects.exclude(state=DONE).exists(), log=log)
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
