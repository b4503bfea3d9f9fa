"""Prints what was measured."""

import sys
from collections.abc import Sequence
from statistics import median

from bench.frame import Case, Line, Measured, Rounds

ROW = "{:4} {:<58} {:>9} {:>9} {:>9} {:>9}  {}\n"


def print_heading() -> None:
    _write(ROW.format("", "goal", "floor s", "ours s", "ratio", "goal", ""))


def print_case(case: Case, *, rounds: Rounds, lines: Sequence[Line]) -> None:
    """The case's goals, and under them each round's seconds, so that a noisy run can be told."""
    _write(f"\n{case.key:4} {case.title}\n")
    for line in lines:
        value, goal = f"{line.value:.2f}{line.unit}", f"{line.at_most:g}{line.unit}"
        verdict = "ok" if line.passed else "MISSED"
        _write(ROW.format("", line.goal, _seconds(line.floor), _seconds(line.ours), value, goal, verdict))
    for name in rounds[0]:
        seconds = " ".join(f"{one[name].seconds:.2f}" for one in rounds)
        _write(f"       {name}: {seconds} s; processor {_processor(rounds, name=name)} s; ")
        _write(f"peak {_peak(rounds, name=name)} MB\n")
        if costs := _costs(rounds, name=name):
            _write(f"         with the server's, in floors: {costs}\n")
        if parts := _parts(rounds, name=name):
            _write(f"         its parts, in floors: {parts}\n")


def print_verdict(count: int, *, missed: int) -> None:
    _write(f"\n{count - missed} of {count} goals met.\n")


def _parts(rounds: Rounds, *, name: str) -> str:
    """The facts of a side whose names begin with "part": median seconds, as multiples of the floor's."""
    floor = median(next(iter(one.values())).seconds for one in rounds)
    names = [fact for fact in rounds[0][name].facts if fact.startswith("part ")]
    seconds = {fact: median(one[name].facts.get(fact, 0) for one in rounds) for fact in names}
    return ", ".join(f"{fact.removeprefix('part ')} {value / floor:.1f}" for fact, value in seconds.items())


def _costs(rounds: Rounds, *, name: str) -> str:
    """Processor seconds, the database server's included, of each round as multiples of the floor's."""
    floor = next(iter(rounds[0]))
    if name == floor or "server" not in rounds[0][name].facts:
        return ""
    return " ".join(f"{_spent(one[name]) / _spent(one[floor]):.1f}" for one in rounds if _spent(one[floor]))


def _spent(measured: Measured) -> float:
    return measured.facts.get("cpu", 0) + measured.facts.get("server", 0)


def _processor(rounds: Rounds, *, name: str) -> str:
    """What the same work costs where nobody else uses the machine; the database server's share apart."""
    return " ".join(f"{one[name].facts.get('cpu', 0):.2f}" for one in rounds)


def _peak(rounds: Rounds, *, name: str) -> str:
    peaks = [max(one[name].facts.get("peak_mb", 0), one[name].facts.get("child_mb", 0)) for one in rounds]
    return f"{max(peaks):.0f}"


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
