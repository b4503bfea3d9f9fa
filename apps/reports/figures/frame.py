"""What a figure is asked for: a period, a store and, where wanted, one part of it (an agent, a kind, a category)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property

from apps.accounts.models import Store
from apps.core.worktime import Calendar, Period, end_of_day, instant
from apps.rulebook.policy import PolicyBook

SCORES = {"very_satisfied": 5, "satisfied": 4, "neutral": 3}
RULES = (
    "satisfaction.good",
    "figures.small_n",
    "target.completion",
    "target.satisfaction",
    "target.complaint_rate",
)


def part_text(part: Mapping[str, str]) -> str:
    """{"kind": "repair", "agent": "5"} as it is stored: kind=repair,agent=5."""
    return ",".join(f"{name}={value}" for name, value in part.items())


def read_part(text: str) -> dict[str, str]:
    """The reverse of `part_text`. Raises ValueError for anything else."""
    pairs = [pair.split("=", 1) for pair in text.split(",")] if text else []
    if any(len(pair) != 2 or not pair[0] for pair in pairs):
        raise ValueError(text)
    return dict(pairs)


@dataclass(frozen=True)
class Scope:
    """Whose rows: a store's, narrowed to one part."""

    store: Store
    part: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """A period of a store with its instants (UTC, `until` exclusive) and the rule values of its report (2a)."""

    period: Period
    scope: Scope

    @property
    def store(self) -> Store:
        return self.scope.store

    @cached_property
    def since(self) -> datetime:
        return instant(Calendar(tz=self.store.tz), self.period.start, time(0))

    @cached_property
    def until(self) -> datetime:
        return end_of_day(Calendar(tz=self.store.tz), self.period.end)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return self.since, self.until

    @cached_property
    def book(self) -> PolicyBook:
        return PolicyBook(self.store, keys=RULES)

    def rule(self, key: str) -> object:
        return self.book.value(key, on=self.period.next.start)

    @cached_property
    def good_scores(self) -> list[int]:
        """Scores that count as satisfied (R29)."""
        return [SCORES[code] for code in self.rule("satisfaction.good")]
