"""Reporting periods of the house: week Monday-Sunday, xun 1-10, 11-20, 21-end, half-month, month, quarter."""

import calendar as months
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext_lazy as _

from .calendar import ONE_DAY, check_day, later
from .refusal import Unanswerable

Kind = Literal["week", "xun", "half", "month", "quarter"]
KINDS: tuple[Kind, ...] = ("week", "xun", "half", "month", "quarter")


@dataclass(frozen=True, order=True)
class Period:
    """One period; `start` and `end` are both included (S15-S17, R51, R56)."""

    kind: Kind
    start: date
    end: date

    @classmethod
    def containing(cls, kind: Kind, day: date) -> "Period":
        """The period of this kind in which `day` lies."""
        if kind not in _BOUNDS:
            raise Unanswerable(
                _("A period is a week, a xun, a half-month, a month or a quarter."), field="kind"
            )
        return cls(kind, *_BOUNDS[kind](check_day(day)))

    @classmethod
    def starting(cls, kind: Kind, day: date) -> "Period":
        """The period that begins on `day`; raises Unanswerable when none does."""
        found = cls.containing(kind, day)
        if found.start != day:
            raise Unanswerable(_NOT_A_START[kind] % {"day": day.isoformat()}, field="start")
        return found

    @property
    def next(self) -> "Period":
        return Period.containing(self.kind, self.end + ONE_DAY)

    @property
    def previous(self) -> "Period":
        return Period.containing(self.kind, self.start - ONE_DAY)

    @property
    def key(self) -> str:
        """Unique within its kind, sortable: 2025-W45, 2025-11-X2, 2025-11-H1, 2025-11, 2025-Q4."""
        if self.kind == "week":
            year, week, _day = self.start.isocalendar()
            return f"{year}-W{week:02d}"
        if self.kind == "xun":
            return f"{self.start:%Y-%m}-X{min(self.start.day // 10 + 1, 3)}"
        if self.kind == "half":
            return f"{self.start:%Y-%m}-H{1 if self.start.day == 1 else 2}"
        if self.kind == "quarter":
            return f"{self.start:%Y}-Q{self.end.month // 3}"
        return f"{self.start:%Y-%m}"

    @property
    def days(self) -> int:
        """How many days it has: a xun has 8 to 11."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end


_NOT_A_START = {
    "week": _("%(day)s is not a Monday, so no week begins on it."),
    "xun": _("%(day)s is not the 1st, 11th or 21st, so no xun begins on it."),
    "half": _("%(day)s is not the 1st or 16th, so no half-month begins on it."),
    "month": _("%(day)s is not the first day of a month."),
    "quarter": _("%(day)s is not the first day of a quarter."),
}


def month_end(day: date) -> date:
    """The last day of the month of `day`."""
    return day.replace(day=months.monthrange(day.year, day.month)[1])


def _week(day: date) -> tuple[date, date]:
    start = later(day, -day.weekday())
    return start, later(start, 6)


def _xun(day: date) -> tuple[date, date]:
    start = day.replace(day=min((day.day - 1) // 10, 2) * 10 + 1)
    return start, month_end(day) if start.day == 21 else day.replace(day=start.day + 9)


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), month_end(day)


def _half(day: date) -> tuple[date, date]:
    return (
        (day.replace(day=1), day.replace(day=15)) if day.day <= 15 else (day.replace(day=16), month_end(day))
    )


def _quarter(day: date) -> tuple[date, date]:
    first = day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
    return first, month_end(first.replace(month=first.month + 2))


_BOUNDS = {"week": _week, "xun": _xun, "half": _half, "month": _month, "quarter": _quarter}
