"""Each figure of the drill: what is done to the house, and what is asked of it afterwards."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from carecenter.embedded.places import BASE, LOGS, VAR
from drill.crew import Crew, kill
from drill.crowd import Agent, Seen, at_work, sign_in_at_once

TESTS = (
    "tests/jobs", "tests/house/test_keeping.py", "tests/desk/oracle", "tests/test_worker.py",
    "tests/house/test_full_disk.py", "tests/house/test_overload.py", "tests/customers/test_killed_import.py",
    "tests/accounts/test_waiting.py",
)  # fmt: skip
TESTED_WITHIN = 1200  # seconds; what is not through by then counts as failed
FALLS = {
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
    "SIGKILL of the postmaster": signal.SIGKILL,
}
FALL_SECONDS = 200  # seconds of load around each fall, at most
LOST = """
SELECT count(*) FROM unnest(%s::uuid[]) key
 WHERE key NOT IN (SELECT request_key FROM callbacks_attempt)
   AND key NOT IN (SELECT request_key FROM callbacks_heldsave)
"""
DOUBLE = """
SELECT count(*) FROM (SELECT 1 FROM jobs_job WHERE slot IS NOT NULL GROUP BY kind, slot HAVING count(*) > 1) twice
"""
GAPS = """
SELECT count(*) FROM generate_series(date_trunc('minute', to_timestamp(%s)) + interval '1 minute',
       date_trunc('minute', to_timestamp(%s)) - interval '1 minute', interval '1 minute') minute
 WHERE NOT EXISTS (SELECT 1 FROM jobs_job j WHERE j.kind = 'jobs.ring_again' AND j.slot = minute)
"""
OVERDUE = """
SELECT count(*) FROM jobs_job WHERE state = 'asked' AND not_before < clock_timestamp() - interval '5 seconds'
"""


UNDONE = "SELECT count(*) FROM jobs_job WHERE key LIKE 'drilled %%' AND NOT (state = 'done' AND attempts = 1)"
ASKED_MEANWHILE = 50  # jobs while nobody hears the bell


@dataclass(frozen=True)
class Figure:
    key: str
    what: str
    value: str
    goal: str
    passed: bool


@dataclass
class Drill:
    """The crew, the agents' cookies and how long each part lasts (seconds)."""

    crew: Crew
    cookies: list[str]
    names: list[str]
    password: str
    seconds: int
    away: int
    dice: random.Random
    baseline: frozenset[str]

    def warm_up(self) -> None:
        """The first page a process makes compiles its templates; nobody's day begins with that."""
        _seen, agents = at_work(self.cookies[:8], seconds=8, think=(0, 1))
        self.wait_for(agents)

    def load(self, during: Callable[[float], None] | None = None, *, seconds: float | None = None) -> Seen:
        """A crowd at work; `during(until)` has the main thread meanwhile. Fallen parts are started again."""
        lasts = self.seconds if seconds is None else seconds
        seen, agents = at_work(self.cookies, seconds=lasts)
        until = time.monotonic() + lasts
        if during:
            during(until)
        self.wait_for(agents)
        return seen

    def wait_for(self, agents: list[Agent]) -> None:
        while any(agent.is_alive() for agent in agents):
            self.crew.restart_fallen()
            time.sleep(0.2)


def ask(statement: str, *given: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return int(cursor.fetchone()[0])


def ask_for_work(count: int) -> None:
    """So many jobs people might ask for."""
    from django.utils import timezone

    from apps.jobs import services as jobs

    now = timezone.now()
    for number in range(count):
        jobs.ask("callbacks.open_due_follow_ups", key=f"drilled {number} {now.isoformat()}", now=now)


def lost(seen: Seen) -> int:
    return ask(LOST, sorted(seen.saved))


def milliseconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds * 1000:.0f} ms"


def timed(seen: Seen, key: str, what: str, share: float, goal: float) -> Figure:
    value = seen.p(what, share)
    title = f"{what}, {share:.0%} of {len(seen.seconds[what])} answers"
    return Figure(
        key, title, milliseconds(value), f"<= {goal * 1000:.0f} ms", value is not None and value <= goal
    )


def bounded(key: str, what: str, value: float, goal: float, *, unit: str = "") -> Figure:
    return Figure(key, what, f"{value:g}{unit}", f"<= {goal:g}{unit}", value <= goal)


def work(drill: Drill) -> list[Figure]:
    """L1, L5 and F4: a crowd, two beats, two workers, nobody disturbed."""
    drill.warm_up()
    began = time.time()
    seen = drill.load()
    goals = (("save", 0.3), ("search", 0.4), ("next", 0.3))
    figures = [timed(seen, "L1", what, 0.95, goal) for what, goal in goals]
    figures += [timed(seen, "L1", what, 0.99, 1.0) for what, _goal in goals]
    figures.append(bounded("L1", f"failed of {seen.requests} requests", seen.failures, 0))
    figures.append(bounded("L1", f"lost of {len(seen.saved)} acknowledged saves", lost(seen), 0))
    figures.append(bounded("L5", "biggest web process", round(drill.crew.memory("web")), 300, unit=" MB"))
    figures.append(
        bounded("L5", "biggest worker process", round(drill.crew.memory("worker")), 400, unit=" MB")
    )
    figures.append(bounded("F4", "slots done twice by two beats", ask(DOUBLE), 0))
    figures.append(bounded("F4", "minutes without a slot", ask(GAPS, began, time.time()), 0))
    return figures


def shift_start(drill: Drill) -> list[Figure]:
    """L3: everybody signs in at the same moment, with the real hasher."""
    took = sign_in_at_once(drill.names, drill.password)
    slowest = max(took, default=float("inf")) if len(took) == len(drill.names) else float("inf")
    return [
        bounded("L3", f"slowest of {len(drill.names)} sign-ins at once", round(slowest, 1), 10, unit=" s")
    ]


def postgres_restarts(drill: Drill) -> list[Figure]:
    """F2: under load PostgreSQL shuts down in order, cuts off everything, and is killed with all it had in memory."""
    found = []
    for name, sig in FALLS.items():
        found += postgres_falls(drill, name, sig)
    return [*found, bounded("F2", "processes started by hand", drill.crew.restarts, 0)]


def postgres_falls(drill: Drill, name: str, sig: signal.Signals) -> list[Figure]:
    """The postmaster gets the signal in the middle of a load; it is started again as the supervisor does."""
    moments: list[float] = []

    def during(until: float) -> None:
        time.sleep((until - time.monotonic()) / 3)
        moments.append(time.monotonic())
        drill.crew.fell_postgres(sig)
        moments.append(time.monotonic())
        connection.close()

    seen = drill.load(during, seconds=min(drill.seconds, FALL_SECONDS))
    late = sum(1 for at in seen.failed_at if at > moments[0] + 5)
    share = 100 * seen.failures / max(seen.requests, 1)
    away = round(moments[1] - moments[0], 1)
    return [
        bounded("F2", f"{name}: failed of {seen.requests} requests", round(share, 1), 2, unit=" %"),
        bounded("F2", f"{name}, away {away} s: failures later than 5 s after", late, 0),
        bounded("F2", f"{name}: lost of {len(seen.saved)} acknowledged saves", lost(seen), 0),
    ]


def redis_away(drill: Drill) -> list[Figure]:
    """F3: Redis is away, comes back empty; nobody notices but the workers, who catch up."""

    def during(until: float) -> None:
        time.sleep(2)
        drill.crew.stop_redis()
        ask_for_work(ASKED_MEANWHILE)
        time.sleep(drill.away)
        drill.crew.start_redis_empty()

    seen = drill.load(during)
    began, waiting = time.monotonic(), 1
    while waiting and time.monotonic() - began < 120:
        time.sleep(1)
        waiting = ask(OVERDUE)
    caught_up = time.monotonic() - began if not waiting else float("inf")
    return [
        bounded("F3", f"failed of {seen.requests} requests, {drill.away} s without Redis", seen.failures, 0),
        bounded("F3", f"lost of {len(seen.saved)} acknowledged saves", lost(seen), 0),
        bounded("F3", "until every due job is done", round(caught_up, 1), 60, unit=" s"),
        bounded("F3", f"undone of {ASKED_MEANWHILE} jobs asked for meanwhile", ask(UNDONE), 0),
        bounded("F3", "slots done twice", ask(DOUBLE), 0),
    ]


def random_kills(drill: Drill) -> list[Figure]:
    """F6: a process of web, worker or beat dies every second or so."""
    killed = 0

    def during(until: float) -> None:
        nonlocal killed
        while time.monotonic() < until:
            kill(drill.dice.choice(drill.crew.pids()))
            killed += 1
            time.sleep(drill.dice.uniform(0.5, 2))
            drill.crew.restart_fallen()

    seen = drill.load(during)
    return [bounded("F6", f"lost of {len(seen.saved)} acknowledged saves, {killed} kills", lost(seen), 0)]


def consistent(drill: Drill) -> list[Figure]:
    """D: the oracle. Generated rows have no histories, so rules they break from the start are not asked."""
    from django.utils import timezone

    from apps.desk.oracle.checking import RULES, check_house

    time.sleep(75)  # every sweep has had its turn since the last part was started, every save its ten seconds
    asked = {rule.key for rule in RULES} - drill.baseline
    found = {finding.rule.key for finding in check_house(now=timezone.now(), most=1)} - drill.baseline
    words = f"broken of {len(asked)} data rules" + (f": {', '.join(sorted(found))}" if found else "")
    return [bounded("D", words, len(found), 0)]


def tested(_drill: Drill) -> list[Figure]:
    """F1, F5, F7, F11, H6, K1, K2 and any life: the long tests, with every place of every job."""
    env = {**os.environ, "DRILL": "1", "LIFE_EXAMPLES": "5", "CARECENTER_VAR": str(VAR / "tests")}
    for name in (
        "DATABASE_URL",
        "OWNER_DATABASE_URL",
        "DJANGO_SETTINGS_MODULE",
        "CARECENTER_ROLE",
        "SITE_URL",
    ):
        env.pop(name, None)
    argv = [
        sys.executable,
        "-m",
        "pytest",
        "-n0",
        "-p",
        "no:cacheprovider",
        "--create-db",
        "--all",
        *TESTS,
    ]
    log = LOGS / "drill-tests.log"
    try:
        with log.open("w") as output:
            status = subprocess.run(
                argv, cwd=BASE, env=env, stdout=output, stderr=output, check=False, timeout=TESTED_WITHIN
            ).returncode
        summary = log.read_text().strip().splitlines()[-1].strip("= ")
    except subprocess.TimeoutExpired:
        status, summary = 124, f"not through after {TESTED_WITHIN} s"
    return [
        bounded(
            "F1 H6 K D", f"tests of kills, guessing, backup, disk, any life: {summary}; status", status, 0
        )
    ]
