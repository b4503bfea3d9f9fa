"""Each slot of a sweep exactly once: two beats, three sweepers, forty days (F4)."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from apps.jobs import services
from apps.jobs.models import Job
from apps.jobs.running import perform
from tests.jobs.test_killed_anywhere import BEGINNING, life

__all__ = ["life"]
pytestmark = pytest.mark.commits
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
