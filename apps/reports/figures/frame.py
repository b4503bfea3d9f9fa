"""What a figure is asked for: a period, a store and, where wanted, one part of it (an agent, a kind, a category).

The shape of one number, the same fresh from `services.figure_rows`, in a draft and frozen (models.FigureRow.NUMBERS):

- `key` names the figure, `part` one part of it ("" is the whole; see `part_text`);
- `numerator`, `base`: how many rows counted, of how many (None for a plain count); base 0 has no value, shown "–";
- `previous_numerator`, `previous_base`: the period before; `earlier_numerator`, `earlier_base`: the same ten days of
  the month before (only for a xun); None where not counted, 0 where nothing occurred;
- `target`: the house's target in force at the end of the period (S40), on the whole only; None without one. Whether
  the value should be at least or at most the target says `figure.at_most`;
- `is_small`: a rate taken from fewer answers than the rule value figures.small_n (S18);
- `trend`: for figures with `trended`, the thirteen periods that end with this one, oldest first:
  [[first day, numerator, base or None], ...], numbers as text; [] for all others.

`figures.values.Value.from_row` puts all of it into words: value, change, target, gap, is_met, points, definition.
The definition in words is `figure.help`; a submitted report keeps its own (services.wording). The hash of a report's
numbers is `services.digest_of(rows)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from apps.accounts.models import Store
from apps.core.worktime import Calendar, Period, end_of_day, instant, local_day
from apps.rulebook.policy import PolicyBook

SCORES = {"very_satisfied": 5, "satisfied": 4, "neutral": 3}
RULES = (
    "satisfaction.good",
    "figures.small_n",
    "churn.months",
    "target.churn",
    "target.new_customers",
    "target.completion",
    "target.on_time",
    "target.reach",
    "target.satisfaction",
    "target.complaint_rate",
    "target.complaint_in_time",
    "target.first_contact",
    "target.same_day",
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
    """Whose rows: a store's, narrowed to one part. `at` is the moment of counting in a period that still runs."""

    store: Store
    part: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None


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
    def seen_from(self) -> datetime:
        """The moment ages are told from: the end of the period, or that of counting while it runs."""
        return self.until if self.scope.at is None else min(self.until, self.scope.at)

    @cached_property
    def last_day(self) -> date:
        """The store's day that `seen_from` ends or lies in."""
        if self.scope.at is None or self.scope.at >= self.until:
            return self.period.end
        return max(self.period.start, local_day(Calendar(tz=self.store.tz), self.scope.at))

    @property
    def moments(self) -> tuple[datetime, datetime]:
        return self.since, self.until

    @cached_property
    def book(self) -> PolicyBook:
        return PolicyBook(self.store, keys=RULES)

    def rule(self, key: str) -> object:
        return self.book.value(key, on=self.period.next.start)

    def target(self, key: str) -> object:
        """What the house wants of the period: the value in force on its last day; None without a target (S40)."""
        return self.book.value(key, on=self.period.end)

    @cached_property
    def good_scores(self) -> list[int]:
        """Scores that count as satisfied (R29)."""
        return [SCORES[code] for code in self.rule("satisfaction.good")]
