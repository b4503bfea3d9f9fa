"""A counted figure in words: rates to one decimal, "–" where nothing could be counted (R28–R30). Decimal only."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from apps.reports.figures.figure import Figure

NOTHING = "–"
TENTH = Decimal("0.1")
CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def amount(figure: Figure, numerator: Decimal | None, base: Decimal | None) -> Decimal | None:
    """The figure's value: per cent to one decimal, money to the cent, else the count. None with base 0."""
    if numerator is None:
        return None
    if figure.is_ratio:
        return (HUNDRED * numerator / base).quantize(TENTH, ROUND_HALF_UP) if base else None
    return numerator.quantize(CENT if figure.summed else Decimal(1))


def amount_text(value: Decimal | None) -> str:
    return NOTHING if value is None else f"{value:f}"


@dataclass(frozen=True)
class Value:
    """One number of a report with what stands beside it."""

    figure: Figure
    part: str
    numerator: Decimal
    base: Decimal | None
    previous: Decimal | None
    earlier: Decimal | None
    few: int = 0

    @classmethod
    def from_row(cls, figure: Figure, row: Mapping[str, Any], *, few: int) -> "Value":
        """From a stored or fresh row of numbers; `few` is the rule value figures.small_n."""
        previous = amount(figure, _decimal(row["previous_numerator"]), _decimal(row["previous_base"]))
        earlier = amount(figure, _decimal(row["earlier_numerator"]), _decimal(row["earlier_base"]))
        return cls(
            figure, row["part"], Decimal(row["numerator"]), _decimal(row["base"]), previous, earlier, few
        )

    @property
    def value(self) -> Decimal | None:
        return amount(self.figure, self.numerator, self.base)

    @property
    def text(self) -> str:
        return amount_text(self.value)

    @property
    def unit(self) -> str:
        return self.figure.unit if self.value is not None else ""

    @property
    def previous_text(self) -> str:
        return amount_text(self.previous)

    @property
    def earlier_text(self) -> str:
        return amount_text(self.earlier)

    @property
    def n(self) -> int | None:
        """How many rows a rate is taken from."""
        return None if self.base is None else int(self.base)

    @property
    def is_small(self) -> bool:
        """A rate from fewer answers than `figures.small_n` carries a warning (S18)."""
        return self.figure.counts_answers and self.base is not None and 0 < self.base < self.few

    @property
    def change(self) -> Decimal | None:
        """Against the period before; for rates in percentage points."""
        value = self.value
        return None if value is None or self.previous is None else value - self.previous

    @property
    def change_text(self) -> str:
        change = self.change
        return NOTHING if change is None else ("±0" if not change else f"{change:+f}")

    def per_day(self, days: int) -> str:
        """The average of a count, for periods of unequal length (S16); empty for rates."""
        if self.figure.is_ratio:
            return ""
        return amount_text((self.numerator / days).quantize(TENTH, ROUND_HALF_UP))


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(value)
