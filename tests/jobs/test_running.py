"""A job row is done once, by one worker, and every end is written to it (reliability.md 2b)."""

import threading
import time
from datetime import timedelta

import pytest
from celery import Celery
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from apps.core.refusal import Refused
from apps.jobs import services
from apps.jobs.models import Job, SwitchedOff
from apps.jobs.running import perform
from carecenter.celery import SWEEPS


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def asked(db, now, deaf):
    return services.ask("test.work", key="once", now=now)


@pytest.fixture
def deaf(monkeypatch):
    """No worker listens: the doorbell is outside this test."""
    monkeypatch.setattr(services, "ring", lambda kind, pk: None)


def test_asking_twice_is_one_row(asked, now):
    assert services.ask("test.work", key="once", now=now).pk == asked.pk
    assert Job.objects.count() == 1


def test_done_work_keeps_its_result(asked):
    perform(lambda run: {"rows": 3}, asked.pk, atomic=True)
    asked.refresh_from_db()
    assert (asked.state, asked.result, asked.attempts) == ("done", {"rows": 3}, 1)


def test_done_work_is_not_done_again(asked):
    calls = []
    for _turn in range(2):
        perform(lambda run: calls.append(run.job.pk) or {}, asked.pk, atomic=True)
    assert len(calls) == 1


def test_a_refusal_parks_at_once_with_its_sentence(asked):
    def refuse(run):
        raise Refused("这个文件有密码。")

    perform(refuse, asked.pk, atomic=True)
    asked.refresh_from_db()
    assert (asked.state, asked.error) == ("parked", "这个文件有密码。")


def test_five_failures_park_and_a_retry_starts_fresh(asked, caplog):
    def fail(run):
        raise ValueError("boom")

    for _turn in range(services.TRIES):
        Job.objects.update(not_before=timezone.now() - timedelta(hours=1))
        perform(fail, asked.pk, atomic=True)
    asked.refresh_from_db()
    assert (asked.state, asked.attempts, asked.error) == ("parked", 5, "ValueError: boom")

    services.retry(asked.pk, now=timezone.now())
    perform(lambda run: {}, asked.pk, atomic=True)
    asked.refresh_from_db()
    assert asked.state == "done"


def test_a_failure_waits_longer_each_time(asked, now):
    pauses = []
    for attempt in (1, 2, 3):
        Job.objects.filter(pk=asked.pk).update(state="running", attempts=attempt)
        asked.refresh_from_db()
        services.fail(asked, now=now, error="x")
        asked.refresh_from_db()
        pauses.append(round((asked.not_before - now).total_seconds()))
    assert pauses == [10, 30, 90]


def test_a_worker_that_slept_past_its_lease_is_refused(asked, now):
    first = services.claim(asked.pk, now=now)
    Job.objects.filter(pk=asked.pk).update(lease_until=now - timedelta(hours=1))
    second = services.claim(asked.pk, now=now)
    services.finish(second, now=now, result={"by": "second"})
    with pytest.raises(Refused):
        services.finish(first, now=now, result={"by": "first"})
    asked.refresh_from_db()
    assert asked.result == {"by": "second"}


def test_the_late_workers_own_writes_vanish_with_its_fence(asked, house):
    def slow(run):
        house.store.name = "written late"
        house.store.save()
        Job.objects.filter(pk=run.job.pk).update(fence=99)

    perform(slow, asked.pk, atomic=True)
    house.store.refresh_from_db()
    assert house.store.name != "written late"


def test_progress_of_a_cancelled_job_stops_the_work(asked, now):
    running = services.claim(asked.pk, now=now)
    services.cancel(asked.pk, now=now)
    with pytest.raises(Refused):
        services.report_progress(running, done=1, total=2, phase="")


def test_two_beats_make_one_row_per_slot(db, now):
    sweeps = {"a.sweep": 1, "b.sweep": 15}
    minute = now.replace(minute=30, second=12)
    services.ask_for_slots(sweeps, now=minute)
    services.ask_for_slots(sweeps, now=minute + timedelta(seconds=20))
    services.ask_for_slots(sweeps, now=minute + timedelta(minutes=1))
    assert sorted(Job.objects.values_list("kind", flat=True)) == ["a.sweep", "a.sweep", "b.sweep"]


def test_a_tick_that_comes_late_asks_for_its_slot(db, now):
    """Beat's interval drifts: ticks at 10:14:59 and 10:16:01 must not cost a quarter of an hour."""
    at = now.replace(minute=14, second=59)
    services.ask_for_slots({"b.sweep": 15}, now=at)
    assert len(services.ask_for_slots({"b.sweep": 15}, now=at + timedelta(seconds=62))) == 1
    assert Job.objects.count() == 2
    services.ring_again(now=at + timedelta(seconds=63))
    assert not Job.objects.filter(state="cancelled").exists()


def test_a_switched_off_sweep_has_no_slot(db, now, root):
    services.switch("a.sweep", on=False, now=now, by=root)
    assert services.ask_for_slots({"a.sweep": 1}, now=now) == []
    services.switch("a.sweep", on=True, now=now, by=root)
    assert len(services.ask_for_slots({"a.sweep": 1}, now=now)) == 1


def test_a_restored_house_is_released_with_one_button(db, now, root, signed_in):
    client, page = signed_in(root), reverse("jobs:list")
    for kind in SWEEPS:
        services.switch(kind, on=False, now=now, by=root)
    assert 'value="all"' in client.get(page).text
    assert client.post(reverse("jobs:switch"), {"on": "all"}).status_code == 302
    assert not SwitchedOff.objects.exists()
    assert 'value="all"' not in client.get(page).text


def test_a_deaf_broker_costs_neither_the_job_nor_the_caller(db, now, monkeypatch):
    """F3: nobody hears the bell; whoever rang does not wait for it. The row does, and is rung for again."""
    deaf = Celery("deaf", set_as_current=False)
    deaf.config_from_object("django.conf:settings", namespace="CELERY")
    deaf.conf.broker_url = "redis+socket:///nowhere/redis.sock"
    monkeypatch.setattr(services, "current_app", deaf)
    job, began = services.ask("test.work", key="deaf", now=now), time.monotonic()
    assert services.ring(job.kind, job.pk) is False
    assert services.ring_again(now=now) == 1
    assert time.monotonic() - began < 2, "twice six seconds where the broker is tried again"
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.ASKED, 0)


def test_a_fast_clock_parks_nothing_a_worker_is_doing(asked, now):
    Job.objects.filter(pk=asked.pk).update(attempts=services.TRIES - 1)
    assert services.claim(asked.pk, now=now)
    services.ring_again(now=now + timedelta(days=30))
    asked.refresh_from_db()
    assert asked.state == Job.State.RUNNING


def test_work_nobody_holds_is_rung_again(asked, now, monkeypatch):
    rung = []
    monkeypatch.setattr(services, "ring", lambda kind, pk: rung.append((kind, pk)))
    services.ring_again(now=now)
    assert rung == [("test.work", asked.pk)]


def test_work_that_kills_its_worker_is_parked(asked, now, deaf):
    Job.objects.filter(pk=asked.pk).update(
        state="running", attempts=5, lease_until=now - timedelta(minutes=1)
    )
    services.ring_again(now=now)
    asked.refresh_from_db()
    assert asked.state == "parked"
    assert asked.error


def _claim_in_parallel(pk, now, workers=4):
    barrier, taken = threading.Barrier(workers), []

    def work():
        barrier.wait()
        if services.claim(pk, now=now):
            taken.append(threading.get_ident())
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(taken)


def test_of_four_workers_one_claims(committed, now, deaf):
    job = services.ask("test.work", key="race", now=now)
    assert _claim_in_parallel(job.pk, now) == 1


def test_without_the_guard_several_would_claim(committed, now, deaf, monkeypatch):
    """Negative control: look first, then write, and the race is lost."""
    job = services.ask("test.work", key="race", now=now)
    looked = threading.Barrier(4)

    def look_then_write(pk, *, now):
        found = Job.objects.filter(pk=pk, state="asked").first()
        looked.wait()
        if found:
            Job.objects.filter(pk=pk).update(state="running")
        return found

    monkeypatch.setattr(services, "claim", look_then_write)
    assert _claim_in_parallel(job.pk, now) > 1


def test_work_given_back_is_done_by_another_and_ended_by_nobody_else(asked, now):
    """F10: the leaving worker's late end is refused, and leaving was no failure."""
    mine = services.claim(asked.pk, now=now)
    assert services.give_back([asked.pk]) == 1
    with pytest.raises(Refused):
        services.finish(mine, now=now, result={})
    theirs = services.claim(asked.pk, now=now)
    assert (theirs.attempts, theirs.state) == (1, Job.State.RUNNING)
    services.finish(theirs, now=now, result={})
    assert services.give_back([asked.pk]) == 0
