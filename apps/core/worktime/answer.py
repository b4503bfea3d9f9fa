"""What a rule answers: the moment, and the steps that led to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from .calendar import ONE_DAY, Calendar
from .clock import end_of_day, local_day


@dataclass(frozen=True)
class Step:
    """One step of a computation; `params` holds JSON values only (dates as ISO text)."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "params": dict(self.params)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Step":
        return cls(stored["code"], dict(stored.get("params", {})))


@dataclass(frozen=True)
class Answer:
    """A due moment.

    `clock` False: `at` = 24:00 of `day` in the store's zone, exclusive (kept iff done < at).
    `clock` True: `at` is the last good instant (kept iff done <= at). `at` is UTC.
    `provisional`: a year without official data was consulted.
    """

    day: date
    at: datetime
    clock: bool
    provisional: bool
    trace: tuple[Step, ...]

    def trace_json(self) -> list[dict[str, Any]]:
        """The trace as it is stored with a duty."""
        return [step.as_json() for step in self.trace]

    def kept(self, done: datetime) -> bool:
        """Was it done in time? R00."""
        return done <= self.at if self.clock else done < self.at


@dataclass(frozen=True)
class Verdict:
    """A yes or no with its steps; `kind` is hard, hint or exempt where a calling window is asked for."""

    answer: bool
    provisional: bool
    trace: tuple[Step, ...]
    kind: str = "hard"


class Trail:
    """Collects the steps of one computation and notes when a provisional year was looked at."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.steps: list[Step] = []
        self.provisional = False

    def add(self, code: str, **params: object) -> None:
        self.steps.append(Step(code, {key: _plain(value) for key, value in params.items()}))

    def rule(self, rule: str, value: object, *, since: date | None) -> None:
        """The rule, its value and the day since when it is in force (None: as shipped)."""
        if since is None:
            self.add("rule_shipped", rule=rule, value=value)
        else:
            self.add("rule_since", rule=rule, value=value, since=since)

    def is_working(self, day: date) -> bool:
        """Looks a day up in the official calendar less closures and notes why it does not count."""
        self.provisional = self.provisional or self.calendar.is_provisional(day)
        if not self.calendar.is_official_working_day(day):
            official = self.calendar.days.get(day)
            self.add("day_off", day=day, name=official.name if official else "")
            return False
        return self.is_open(day)

    def is_open(self, day: date) -> bool:
        """Is the store open? Notes a closed day."""
        if self.calendar.is_open(day):
            return True
        closure = self.calendar.closure_on(day)
        self.add("closed", day=day, reason=closure.reason if closure else "")
        return False

    def roll_open(self, day: date) -> date:
        """`day`, or the next open day when the store is closed on it."""
        if self.is_open(day):
            return day
        found = self.calendar.open_day_from(day)
        self.add("rolled", day=day, to=found)
        return found

    def day_answer(self, day: date) -> Answer:
        """Due until 24:00 of `day`."""
        self.add("due_day", day=day)
        at = end_of_day(self.calendar, day)
        return Answer(day, at, False, self.provisional, self._finished())

    def clock_answer(self, at: datetime) -> Answer:
        """Due at the instant `at`, inclusive."""
        self.add("due_clock", at=stamp(self.calendar, at))
        return Answer(local_day(self.calendar, at), at, True, self.provisional, self._finished())

    def verdict(self, answer: bool, *, kind: str = "hard") -> Verdict:
        return Verdict(answer, self.provisional, self._finished(), kind)

    def _finished(self) -> tuple[Step, ...]:
        if self.provisional:
            self.add("provisional")
        return tuple(self.steps)


def stamp(calendar: Calendar, at: datetime) -> str:
    """An instant as the store's wall clock shows it, to the second."""
    return at.astimezone(calendar.zone).replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")


def day_after(day: date) -> date:
    return day + ONE_DAY


def _plain(value: object) -> object:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return value
