"""What a case is, how its sides are measured, and what its goals say about the measurements."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.server_time import server_seconds

ROOT = Path(__file__).resolve().parents[1]
Rounds = list[dict[str, "Measured"]]


@dataclass(frozen=True)
class Measured:
    """One side in one round: wall-clock seconds, facts noticed, and how much work was done (rows)."""

    seconds: float
    facts: dict[str, float] = field(default_factory=dict)
    amount: float = 1

    @property
    def cost(self) -> float:
        """Seconds for one unit of work."""
        return self.seconds / self.amount


@dataclass(frozen=True)
class Line:
    """A goal and what was measured, ready to be printed. Times in seconds for the whole side."""

    goal: str
    floor: float | None
    ours: float | None
    value: float
    at_most: float
    unit: str

    @property
    def passed(self) -> bool:
        return self.value <= self.at_most


@dataclass(frozen=True)
class Ratio:
    """`ours` costs at most so many times `to`, by the median of the rounds' ratios."""

    ours: str
    to: str
    at_most: float
    title: str = ""

    def judge(self, rounds: Rounds) -> Line:
        value = median(one[self.ours].cost / one[self.to].cost for one in rounds)
        floor = median(one[self.to].seconds for one in rounds)
        ours = median(one[self.ours].seconds for one in rounds)
        return Line(self.title or f"{self.ours} to {self.to}", floor, ours, value, self.at_most, "x")


@dataclass(frozen=True)
class Most:
    """A fact of a side stays within a bound in every round."""

    ours: str
    fact: str
    at_most: float
    title: str = ""
    unit: str = ""

    def judge(self, rounds: Rounds) -> Line:
        value = max(one[self.ours].facts[self.fact] for one in rounds)
        ours = median(one[self.ours].seconds for one in rounds)
        title = self.title or f"{self.fact} of {self.ours}"
        return Line(title, None, ours, value, self.at_most, self.unit)


class Case:
    """One goal of the benchmark; see the package's docstring for how to write one."""

    key = ""
    title = ""
    goals: tuple[Ratio | Most, ...] = ()

    def __init__(self, *, rows: int | None = None) -> None:
        self._rows = rows

    def rows(self, default: int) -> int:
        """How many rows to work on: the goal's own number unless `--rows` says otherwise."""
        return self._rows or default

    def prepare(self) -> None:
        """Make the data, once, outside the measured time."""

    def sides(self) -> Mapping[str, Callable[[], Measured]]:
        """Name -> one run of it, the floor first."""
        raise NotImplementedError

    def clear(self) -> None:
        """Drop what `prepare` made, once all rounds are measured."""


def folder() -> Path:
    """Where the benchmark keeps its files between runs."""
    from carecenter.embedded import VAR

    path = VAR / "bench"
    path.mkdir(parents=True, exist_ok=True)
    return path


def in_own_process(function: str, *, database: str = "", **given: Any) -> Measured:
    """`package.module:function(**given)` in a new process with Django set up on `database`; what it measured."""
    environment = {**os.environ, "BENCH_DATABASE": database} if database else dict(os.environ)
    done = subprocess.run(
        [sys.executable, "-m", "bench.own_process", function, json.dumps(given)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def timed(call: Callable[[], object], *, amount: float = 1, **facts: float) -> Measured:
    """Seconds of the call; facts: processor seconds of this process and its ended children (cpu) and of the
    database server, where the side has one (server); peak_mb and child_mb of memory."""
    began, used, served = time.perf_counter(), _processor_seconds(), server_seconds()
    call()
    seconds = time.perf_counter() - began
    found = {"cpu": _processor_seconds() - used, "server": server_seconds() - served}
    return Measured(seconds, {**found, **memory(), **facts}, amount)


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def memory() -> dict[str, float]:
    """Peak resident memory in MB. A child counts at least what its parent held when it was started."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"peak_mb": own / 1024, "child_mb": children / 1024}


def as_json(measured: Measured) -> str:
    """For the process that asked."""
    return json.dumps(asdict(measured))
