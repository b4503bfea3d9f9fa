"""kill -9 at every place of every job: nothing half done, and done once afterwards (F1, F5, F11).

The worker is a forked process with a connection of its own; its lease is let run out, and another does the work.
Under script/drill every place of every sweep is tried three times each with a kill, a fault and a worker that sleeps.
"""

import os
import signal
import time
from collections import Counter
from datetime import UTC, datetime
from functools import partial

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
DRILLED = bool(os.environ.get("DRILL"))
WAYS = (failpoints.KILL, failpoints.FAIL, failpoints.STALL)
ROUNDS = [(way, turn) for way in WAYS for turn in range(3)] if DRILLED else [(failpoints.KILL, 0)]
NAP = 0.2  # seconds a sleeping worker sleeps on after it has said so
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


def sleeper(place: str, job: Job, *, now: datetime, atomic: bool, fenced: bool = True) -> int:
    """A worker that is asleep at that place and goes on when it wakes; its process."""
    asleep, falls_asleep = os.pipe()
    child = os.fork()
    if child == 0:
        connection.connection = None
        failpoints.time.sleep = partial(nap, falls_asleep)
        failpoints.arm(f"{job.kind}:{place}", failpoints.STALL)
        if not fenced:
            services.finish = lambda job, *, result, **_: Job.objects.filter(pk=job.pk).update(
                state="done", result=result
            )
        perform(current_app.tasks[job.kind].work, job.pk, atomic=atomic, now=now)
        os._exit(0)
    os.close(falls_asleep)
    with open(asleep, "rb") as told:
        assert told.read(1) == b"z", (job.kind, place)
    return child


def nap(tell: int, _seconds: float, *, sleep=time.sleep) -> None:
    os.write(tell, b"z")
    sleep(NAP)


def fail_at(place: str, job: Job, *, now: datetime, atomic: bool) -> None:
    """A worker takes the job and comes upon a fault at that place; its next try is due at once."""
    task, armed = current_app.tasks[job.kind], f"{job.kind}:{place}"
    failpoints.arm(armed, failpoints.FAIL)
    try:
        perform(task.work, job.pk, atomic=atomic, now=now)
    finally:
        failpoints.disarm(armed)
    Job.objects.filter(pk=job.pk, state="asked").update(not_before=BEGINNING)


def sleep_at(place: str, job: Job, *, now: datetime, atomic: bool) -> None:
    """A worker takes the job and sleeps at that place while its lease ends and another does the work."""
    child = sleeper(place, job, now=now, atomic=atomic)
    finish(job, now=now)
    assert os.waitpid(child, 0)[1] == 0, (job.kind, place)
    run_once(job, "the next turn takes what the sleeper had locked", now=now)


def run_once(job: Job, why: str, *, now: datetime) -> None:
    """The same sweep a further time, as a job of its own."""
    task = current_app.tasks[job.kind]
    turn = services.ask(job.kind, key=f"{why}: {job.key}", now=now)
    perform(task.work, turn.pk, atomic=task.atomic_work, now=now)


BREAKING = {failpoints.KILL: die_at, failpoints.FAIL: fail_at, failpoints.STALL: sleep_at}


def finish(job: Job, *, now: datetime) -> None:
    """The lease has run out, and a worker that works takes what is left of the job."""
    task = current_app.tasks[job.kind]
    Job.objects.filter(pk=job.pk, state="running").update(lease_until=BEGINNING)
    perform(task.work, job.pk, atomic=task.atomic_work, now=now)


def break_and_finish(life: Life, kind: str, place: str, *, way: str = failpoints.KILL) -> None:
    stir(life)
    task, before = current_app.tasks[kind], counts()
    job = services.ask(kind, key=f"{place}:{life.now.isoformat()}", now=life.now)
    BREAKING[way](place, job, now=life.now, atomic=task.atomic_work)
    if place != "ended" and way != failpoints.STALL:
        assert counts() == before, (kind, place)
    finish(job, now=life.now)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, (kind, place, job.error)
    done = counts()
    run_once(job, "again", now=life.now)
    assert counts() == done, (kind, place)


def contradictions(life: Life) -> list[str]:
    """Duties of sweeps that have not had their turn are late, of course."""
    return [
        f"{one.rule.key} {one.sentence}" for one in check_house(now=life.now) if one.rule.key != "D2.late"
    ]


def test_killed_at_every_place_of_the_great_sweeps(life):
    for kind in FEW:
        for place in PLACES:
            break_and_finish(life, kind, place)
    services.ask("callbacks.open_due_follow_ups", key="the last documents", now=life.now)
    run_all(life)
    assert Callback.objects.count() == life.documents
    assert contradictions(life) == []


@pytest.mark.long
@pytest.mark.parametrize(("way", "again"), ROUNDS)
def test_broken_at_every_place_of_every_sweep(life, way, again):
    """Two places of each but the great ones, killed; under script/drill all four of all of them."""
    for turn, kind in enumerate(sorted(set(SWEEPS) - (set() if DRILLED else set(FEW)))):
        for place in PLACES if DRILLED else PLACES[turn % 2 :: 2]:
            break_and_finish(life, kind, place, way=way)
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


def slept_past_its_lease(life: Life, place: str, *, fenced: bool) -> Job:
    """The job after two runs: the first sleeps at that place while its lease ends, the second takes it over."""
    stir(life)
    job = services.ask("callbacks.open_due_follow_ups", key="slow", now=life.now)
    child = sleeper(place, job, now=life.now, atomic=True, fenced=fenced)
    finish(job, now=life.now)
    assert os.waitpid(child, 0)[1] == 0
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)
    return job


@pytest.mark.parametrize("place", ["claimed", "worked"])
def test_a_stalled_worker_comes_too_late(life, place):
    """F5: it sleeps past its lease; another does the work, and what stands is the other's alone."""
    job = slept_past_its_lease(life, place, fenced=True)
    assert job.result["opened"] > 0
    assert Callback.objects.count() == life.documents


def test_without_the_fence_the_late_end_would_count(life):
    """Negative control: the sleeper finds nothing left to do, and says so over what the other has done."""
    assert slept_past_its_lease(life, "claimed", fenced=False).result["opened"] == 0


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
