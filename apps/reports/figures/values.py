"""A counted figure in words: rates to one decimal, "–" where nothing could be counted (R28–R30). Decimal only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from apps.reports.figures.figure import SCALES, Figure

NOTHING = "–"
TENTH = Decimal("0.1")
CENT = Decimal("0.01")


def amount(figure: Figure, numerator: Decimal | None, base: Decimal | None) -> Decimal | None:
    """The figure's value: shares and averages to one decimal, money to the cent, else the count. None with base 0."""
    if numerator is None:
        return None
    if figure.is_ratio:
        scale = SCALES[figure.unit]
        return (scale * numerator / base).quantize(TENTH, ROUND_HALF_UP) if base else None
    return numerator.quantize(CENT if figure.unit == "CNY" else Decimal(1))


def amount_text(value: Decimal | None) -> str:
    return NOTHING if value is None else f"{value:f}"


def signed(value: Decimal) -> str:
    """+1.5, -0.3, ±0."""
    return f"{value:+f}" if value else "±0"


def is_small(figure: Figure, base: Decimal | None, *, few: int) -> bool:
    """A rate from fewer answers than `few` (rule value figures.small_n) carries a warning (S18); one from none has no
    value to warn of."""
    return figure.counts_answers and base is not None and 0 < base < few


@dataclass(frozen=True)
class Value:
    """One number of a report with what stands beside it: `figures.frame` says where each part comes from."""

    figure: Figure
    part: str
    numerator: Decimal
    base: Decimal | None
    previous: Decimal | None = None
    earlier: Decimal | None = None
    target: Decimal | None = None
    is_small: bool = False
    trend: tuple[tuple[str, str, str | None], ...] = ()

    @classmethod
    def from_row(cls, figure: Figure, row: Mapping[str, Any]) -> "Value":
        """From a stored or fresh row of numbers (models.FigureRow.NUMBERS)."""
        return cls(
            figure=figure,
            part=row["part"],
            numerator=Decimal(row["numerator"]),
            base=_decimal(row["base"]),
            previous=amount(figure, _decimal(row["previous_numerator"]), _decimal(row["previous_base"])),
            earlier=amount(figure, _decimal(row["earlier_numerator"]), _decimal(row["earlier_base"])),
            target=_decimal(row["target"]),
            is_small=row["is_small"],
            trend=tuple(tuple(point) for point in row["trend"]),
        )

    @classmethod
    def nothing(cls, figure: Figure, part: str) -> "Value":
        """A part that did not occur in the period."""
        return cls(figure, part, Decimal(0), Decimal(0) if figure.is_ratio else None)

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
    def definition(self) -> str:
        """What the number counts, in words of the active language."""
        return str(self.figure.help)

    @property
    def points(self) -> list[tuple[date, Decimal | None]]:
        """The thirteen periods by their first day, oldest first, this one last; None where nothing was counted."""
        return [
            (date.fromisoformat(start), amount(self.figure, Decimal(top), _decimal(base)))
            for start, top, base in self.trend
        ]

    @property
    def target_text(self) -> str:
        """≥ 98 or ≤ 30; empty without a target."""
        if self.target is None:
            return ""
        return f"{'≤' if self.figure.at_most else '≥'} {self.target.normalize():f}"

    @property
    def gap(self) -> Decimal | None:
        """How far from the target; negative is short of it. None without a value or a target."""
        value = self.value
        if value is None or self.target is None:
            return None
        far = self.target - value if self.figure.at_most else value - self.target
        return far.quantize(TENTH)

    @property
    def gap_text(self) -> str:
        """The gap with its sign; empty without a value or a target."""
        return "" if self.gap is None else signed(self.gap)

    @property
    def is_met(self) -> bool | None:
        """以上 and 以下 include the number itself (R31)."""
        gap = self.gap
        return None if gap is None else gap >= 0

    @property
    def change(self) -> Decimal | None:
        """Against the period before; for rates in percentage points."""
        value = self.value
        return None if value is None or self.previous is None else value - self.previous

    @property
    def change_text(self) -> str:
        change = self.change
        return NOTHING if change is None else signed(change)

    def per_day(self, days: int) -> str:
        """The average of a count, for periods of unequal length (S16); empty for rates."""
        if self.figure.is_ratio:
            return ""
        return amount_text((self.numerator / days).quantize(TENTH, ROUND_HALF_UP))


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(value)
