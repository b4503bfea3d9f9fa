"""Reporting periods of the house: week Monday-Sunday, xun 1-10, 11-20, 21-end, calendar month."""

import calendar as months
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext_lazy as _

from .calendar import ONE_DAY, check_day, later
from .refusal import Unanswerable

Kind = Literal["week", "xun", "month"]
KINDS: tuple[Kind, ...] = ("week", "xun", "month")


@dataclass(frozen=True, order=True)
class Period:
    """One period; `start` and `end` are both included (S15-S17)."""

    kind: Kind
    start: date
    end: date

    @classmethod
    def containing(cls, kind: Kind, day: date) -> "Period":
        """The period of this kind in which `day` lies."""
        bounds = {"week": _week, "xun": _xun, "month": _month}
        if kind not in bounds:
            raise Unanswerable(_("A period is a week, a xun or a month."), field="kind")
        return cls(kind, *bounds[kind](check_day(day)))

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
        """Unique within its kind, sortable: 2025-W45, 2025-11-X2, 2025-11."""
        if self.kind == "week":
            year, week, _day = self.start.isocalendar()
            return f"{year}-W{week:02d}"
        if self.kind == "xun":
            return f"{self.start:%Y-%m}-X{min(self.start.day // 10 + 1, 3)}"
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
    "month": _("%(day)s is not the first day of a month."),
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
