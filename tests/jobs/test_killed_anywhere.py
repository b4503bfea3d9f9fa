"""kill -9 at every place of every job: nothing half done, and done once afterwards (F1, F4, F5, F11).

The worker is a forked process with a connection of its own; its lease is let run out, and another does the work.
"""

import os
import signal
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from celery import current_app
from django.db import connection

from apps.callbacks.models import Callback
from apps.core import failpoints
from apps.desk.demo.background import know_the_work
from apps.desk.oracle.checking import check_house
from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.running import PLACES, perform
from carecenter.celery import SWEEPS
from tests.house_of_three import build_house
from tests.life import Life

FEW = ("callbacks.open_due_follow_ups", "duties.mark_missed", "penalties.propose_for_missed")
BEGINNING = datetime(2025, 3, 10, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.commits


@pytest.fixture
def life(committed, settings, monkeypatch):
    settings.FAILPOINTS = True
    monkeypatch.setattr(services, "ring", lambda kind, pk: None)
    know_the_work()
    life = Life(build_house(), now=BEGINNING)
    life.sweep()
    return life


def counts() -> dict[str, int]:
    """Rows of every table but the jobs themselves."""
    with connection.cursor() as cursor:
        names = [
            name for name in connection.introspection.table_names(cursor) if not name.startswith("jobs_")
        ]
        found = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            found[name] = cursor.fetchone()[0]
    return found


def stir(life: Life) -> None:
    """Something to do for every sweep: a new document, one whose call was not made, days gone by."""
    life.document()
    services.ask_for_slots({"callbacks.open_due_follow_ups": 1}, now=life.now)
    run_all(life)
    life.pass_time(days=3)
    life.document(kind="repair")


def run_all(life: Life) -> None:
    for job in Job.objects.filter(state="asked").order_by("pk"):
        task = current_app.tasks[job.kind]
        perform(task.work, job.pk, atomic=task.atomic_work, now=life.now)


def die_at(place: str, job: Job, *, now: datetime, atomic: bool) -> None:
    """A worker takes the job and is killed at that place."""
    child = os.fork()
    if child == 0:
        connection.connection = None  # the parent's; we take one of our own
        failpoints.arm(f"{job.kind}:{place}", failpoints.KILL)
        perform(current_app.tasks[job.kind].work, job.pk, atomic=atomic, now=now)
        os._exit(3)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, (job.kind, place, status)


def kill_and_finish(life: Life, kind: str, place: str) -> None:
    stir(life)
    task, before = current_app.tasks[kind], counts()
    job = services.ask(kind, key=f"{place}:{life.now.isoformat()}", now=life.now)
    die_at(place, job, now=life.now, atomic=task.atomic_work)
    if place != "ended":
        assert counts() == before, (kind, place)
    Job.objects.filter(pk=job.pk, state="running").update(lease_until=BEGINNING)
    perform(task.work, job.pk, atomic=task.atomic_work, now=life.now)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, (kind, place, job.error)
    done = counts()
    again = services.ask(kind, key=f"again {job.key}", now=life.now)
    perform(task.work, again.pk, atomic=task.atomic_work, now=life.now)
    assert counts() == done, (kind, place)


def contradictions(life: Life) -> list[str]:
    """Duties of sweeps that have not had their turn are late, of course."""
    return [
        f"{one.rule.key} {one.sentence}" for one in check_house(now=life.now) if one.rule.key != "D2.late"
    ]


def test_killed_at_every_place_of_the_great_sweeps(life):
    for kind in FEW:
        for place in PLACES:
            kill_and_finish(life, kind, place)
    services.ask("callbacks.open_due_follow_ups", key="the last documents", now=life.now)
    run_all(life)
    assert Callback.objects.count() == life.documents
    assert contradictions(life) == []


@pytest.mark.long
def test_killed_at_every_place_of_every_sweep(life):
    """Two places each; all four under script/drill."""
    for turn, kind in enumerate(sorted(set(SWEEPS) - set(FEW))):
        for place in PLACES if os.environ.get("DRILL") else PLACES[turn % 2 :: 2]:
            kill_and_finish(life, kind, place)
    assert contradictions(life) == []


def test_without_one_transaction_the_half_done_is_seen(life):
    """Negative control: work and final write apart, and a kill between them leaves rows behind."""
    stir(life)
    before = counts()
    job = services.ask("callbacks.open_due_follow_ups", key="apart", now=life.now)
    die_at("worked", job, now=life.now, atomic=False)
    assert counts() != before


def test_armed_places_do_nothing_in_production(settings):
    settings.FAILPOINTS = False
    failpoints.arm("nobody:anywhere", failpoints.FAIL)
    failpoints.hit("nobody:anywhere")
    settings.FAILPOINTS = True
    with pytest.raises(failpoints.Broken):
        failpoints.hit("nobody:anywhere")


def test_every_task_of_the_house_has_the_places():
    know_the_work()
    ours = {name for name in current_app.tasks if not name.startswith("celery.")} - {"jobs.tick"}
    assert ours >= set(SWEEPS)
    assert all(hasattr(current_app.tasks[name], "atomic_work") for name in ours)
    assert len(PLACES) >= 4


def late_worker(job: Job, *, now: datetime, fenced: bool) -> int:
    """A worker that does the work, then sleeps before it writes its end; its process."""
    child = os.fork()
    if child == 0:
        connection.connection = None
        failpoints.STALLED = 0.6
        failpoints.arm(f"{job.kind}:worked", failpoints.STALL)
        if not fenced:
            services.finish = lambda job, *, result, **_: Job.objects.filter(pk=job.pk).update(
                state="done", result=result
            )
        perform(current_app.tasks[job.kind].work, job.pk, atomic=True, now=now)
        os._exit(0)
    return child


def slept_past_its_lease(life: Life, *, fenced: bool) -> Job:
    """The job after two runs: the first sleeps while its lease ends, the second takes it over meanwhile."""
    stir(life)
    job = services.ask("callbacks.open_due_follow_ups", key="slow", now=life.now)
    child = late_worker(job, now=life.now, fenced=fenced)
    while not Job.objects.filter(pk=job.pk, state="running").update(lease_until=BEGINNING):
        time.sleep(0.01)
    perform(current_app.tasks[job.kind].work, job.pk, atomic=True, now=life.now)
    assert os.waitpid(child, 0)[1] == 0
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)
    return job


def test_a_stalled_worker_comes_too_late(life):
    """F5: it sleeps past its lease; another does the work, and what stands is the other's alone."""
    job = slept_past_its_lease(life, fenced=True)
    assert job.result["opened"] > 0
    assert Callback.objects.count() == life.documents


def test_without_the_fence_the_late_end_would_count(life):
    """Negative control: the sleeper's rows are committed, the second run finds nothing left to do."""
    assert slept_past_its_lease(life, fenced=False).result["opened"] == 0


def test_poison_is_parked_and_holds_up_nobody(life):
    """F11: one job always fails, one kills its worker each time, a hundred stand behind them."""

    def work(run):
        if run.payload.get("poison"):
            raise ValueError("poison")
        return {"done": 1}

    rows = [services.ask("test.work", key="0", payload={"poison": True}, now=life.now)]
    rows += [services.ask("test.work", key=str(n), now=life.now) for n in range(1, 101)]
    deadly = services.ask("duties.mark_missed", key="deadly", now=life.now)
    for _turn in range(services.TRIES):
        die_at("worked", deadly, now=life.now, atomic=True)
        Job.objects.filter(pk=deadly.pk).update(lease_until=BEGINNING)
        services.ring_again(now=life.now)
        for row in rows:
            perform(work, row.pk, atomic=True)
        Job.objects.filter(kind="test.work", state="asked").update(not_before=BEGINNING)
    states = Counter(Job.objects.filter(kind="test.work").values_list("state", flat=True))
    assert states == {"done": 100, "parked": 1}
    assert Job.objects.get(kind="test.work", state="parked").error == "ValueError: poison"
    deadly.refresh_from_db()
    assert (deadly.state, deadly.attempts, bool(deadly.error)) == (Job.State.PARKED, services.TRIES, True)


SIMULATED = {"a.often": 240, "b.daily": 1440}


def simulate(*, days: int) -> Counter:
    """Two beats tick through the days, three sweepers take what they find; how often each slot was done."""
    done: Counter = Counter()
    lock, ticking = threading.Lock(), threading.Event()

    def beat():
        for hour in range(0, days * 24, 4):
            services.ask_for_slots(SIMULATED, now=BEGINNING + timedelta(hours=hour, seconds=hour % 50))
        connection.close()

    def sweeper():
        while True:
            found = list(
                Job.objects.filter(state="asked", kind__in=SIMULATED).values_list("pk", flat=True)[:50]
            )
            if not found and ticking.is_set():
                break
            for pk in found:
                perform(work, pk, atomic=True)
        connection.close()

    def work(run):
        with lock:
            done[run.job.kind, run.job.slot] += 1

    beats = [threading.Thread(target=beat) for _ in range(2)]
    sweepers = [threading.Thread(target=sweeper) for _ in range(3)]
    for thread in (*beats, *sweepers):
        thread.start()
    for thread in beats:
        thread.join()
    ticking.set()
    for thread in sweepers:
        thread.join()
    return done


@pytest.mark.parametrize("days", [pytest.param(40, marks=pytest.mark.long), 2])
def test_each_slot_is_done_once(life, days):
    done = simulate(days=days)
    assert set(done.values()) == {1}
    wanted = {"a.often": days * 6, "b.daily": days + 1}  # the first day has begun when we start
    assert Counter(kind for kind, _slot in done) == wanted


def test_without_the_unique_key_slots_double(life):
    """Negative control: two beats, no constraint."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; ALTER TABLE jobs_job DROP CONSTRAINT job_reason_unique")
    try:
        for _beat in range(2):
            services.ask_for_slots(SIMULATED, now=BEGINNING)
        assert Job.objects.filter(kind="a.often").count() == 2
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM jobs_job")
            cursor.execute("ALTER TABLE jobs_job ADD CONSTRAINT job_reason_unique UNIQUE (kind, key)")
