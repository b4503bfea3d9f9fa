"""What a kind of report is: its period, its due rule, its figures and its tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.functional import Promise

from apps.accounts.models import Role
from apps.core.worktime import Answer, Calendar, Period
from apps.reports.models import Issue
from apps.rulebook.policy import InForce

Rules = Mapping[str, InForce]


@dataclass(frozen=True)
class TablePlan:
    """A table to draw: what tells its lines apart and which figures are its columns.

    `narrow` replaces `split` for readers of one department; `bases` says whether each rate shows what it is taken
    from, which it does not where one column says it for all.
    """

    name: str
    title: Promise | str
    split: tuple[str, ...]
    keys: tuple[str, ...]
    narrow: tuple[str, ...] | None = None
    bases: bool = True

    def split_for(self, *, whole: bool) -> tuple[str, ...]:
        return self.split if whole or self.narrow is None else self.narrow


def with_columns(figures: tuple[str, ...], tables: tuple[TablePlan, ...]) -> tuple[str, ...]:
    """These figures and all that the tables show, each once."""
    return tuple(dict.fromkeys([*figures, *(key for table in tables for key in table.keys)]))


class ReportKind:
    """One kind of report. The catalogue holds one instance of each class.

    `rule` is the R.. id of its due moment and `keys` the rule values it reads; `figures` are the keys it shows, the
    `headlines` first on the page; `by_department` makes one report for each department that owns complaints;
    `readers` are roles it goes to beside those every report goes to.
    """

    code: ClassVar[Issue.Kind]
    title: ClassVar[Promise]
    about: ClassVar[Promise]
    rule: ClassVar[str]
    keys: ClassVar[tuple[str, ...]] = ()
    figures: ClassVar[tuple[str, ...]] = ()
    headlines: ClassVar[tuple[str, ...]] = ()
    tables: ClassVar[tuple[TablePlan, ...]] = ()
    has_voices: ClassVar[bool] = True
    by_department: ClassVar[bool] = False
    before_end: ClassVar[bool] = False
    readers: ClassVar[tuple[Role, ...]] = ()

    @property
    def span(self) -> str:
        """The kind of period (worktime.KINDS)."""
        return self.code.span

    @property
    def label(self) -> str:
        return str(self.code.label)

    @property
    def duty_kind(self) -> str:
        return f"report.{self.code.value}"

    def rule_day(self, period: Period) -> date:
        """Whose rule values apply: those of the first day after the period (2a)."""
        return period.next.start

    def due(self, calendar: Calendar, period: Period, rules: Rules) -> Answer | None:
        """When it is due; None in a period that owes none. Raises worktime.Unanswerable where no day can be found."""
        raise NotImplementedError

    def built_from(self, period: Period, due_day: date) -> date:
        """The day on which the draft is built: the first after the period, or the due day of a kind that is due
        before its period has ended."""
        return min(period.next.start, due_day) if self.before_end else period.next.start
