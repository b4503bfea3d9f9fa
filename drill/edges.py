"""Beyond the ordinary: ten times as many people as the house is for (L6), and a new release under load (F10)."""

import time
from collections.abc import Callable

from drill.crowd import Seen, at_work
from drill.figures import DOUBLE, OVERDUE, Drill, Figure, ask, ask_for_work, bounded, lost

RUSH = 60.0  # seconds a rush or a roll-out lasts at most
ROLLED_JOBS = 20


def overload(drill: Drill) -> list[Figure]:
    """L6: everybody is served or told "later"; nobody dies; afterwards it is as before."""
    before = set(drill.crew.pids("web"))
    crowd = drill.cookies * (600 // max(len(drill.cookies), 1) if len(drill.cookies) >= 60 else 10)
    seen, agents = at_work(crowd, seconds=min(RUSH, drill.seconds))
    drill.wait_for(agents)
    ended = time.monotonic()
    while not served_as_before(drill) and time.monotonic() - ended < 2 * RUSH:
        time.sleep(1)
    took = time.monotonic() - ended
    told = f"failed of {seen.requests} requests of {len(crowd)} people ({seen.later} were told: later)"
    return [
        bounded("L6", told, seen.failures - seen.later, 0),
        bounded("L6", f"lost of {len(seen.saved)} acknowledged saves", lost(seen), 0),
        bounded("L6", "web processes that died", len(before - set(drill.crew.pids("web"))), 0),
        bounded("L6", "until it serves as before", round(took, 1), 30, unit=" s"),
    ]


def served_as_before(drill: Drill) -> bool:
    seen, agents = at_work(drill.cookies[:4], seconds=3, think=(0.5, 1))
    drill.wait_for(agents)
    slowest = seen.p("next", 0.95)
    return not seen.failures and slowest is not None and slowest <= 1


def roll_out(drill: Drill) -> list[Figure]:
    """F10: jobs wait, people work, and one part after the other is told to go and started again."""
    slowest = 0.0

    def during(_until: float) -> None:
        nonlocal slowest
        ask_for_work(ROLLED_JOBS)
        for name in list(drill.crew.parts):
            slowest = max(slowest, drill.crew.roll(name))

    seen = roll_under_load(drill, during)
    began, waiting = time.monotonic(), 1
    while waiting and time.monotonic() - began < 120:
        time.sleep(1)
        waiting = ask(OVERDUE)
    caught_up = time.monotonic() - began if not waiting else float("inf")
    return [
        bounded("F10", "slowest part to go after SIGTERM", round(slowest, 1), 30, unit=" s"),
        bounded("F10", f"lost of {len(seen.saved)} acknowledged saves", lost(seen), 0),
        bounded("F10", "until every due job is done", round(caught_up, 1), 60, unit=" s"),
        bounded("F10", "slots done twice", ask(DOUBLE), 0),
    ]


def roll_under_load(drill: Drill, during: Callable[[float], None]) -> Seen:
    seen, agents = at_work(drill.cookies, seconds=min(RUSH, drill.seconds))
    during(time.monotonic() + RUSH)
    drill.wait_for(agents)
    return seen
