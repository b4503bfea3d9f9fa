"""A report as it is read: headline numbers and tables, the same for page, print, workbook and the running period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from apps.accounts.models import Store
from apps.core.worktime import Period
from apps.reports.figures import BY_KEY, Figure, ReportKind, read_part
from apps.reports.figures.kinds import TablePlan
from apps.reports.figures.values import Value
from apps.reports.services.labels import Labels
from apps.reports.services.lens import Lens
from apps.reports.services.wording import Definition, StoredWording, Wording


@dataclass(frozen=True)
class Cell:
    value: Value | None
    url: str
    per_day: str = ""


@dataclass(frozen=True)
class Line:
    labels: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """`bases` says whether each rate shows what it is taken from; not where one column says it for all."""

    title: str
    heads: tuple[str, ...]
    columns: tuple[Figure | Definition, ...]
    lines: tuple[Line, ...]
    total: Line | None
    bases: bool = True

    @property
    def hides_bases(self) -> bool:
        return not self.bases


class Sheet:
    """The numbers of one period through a reader's lens."""

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]],
        *,
        kind: ReportKind,
        period: Period,
        store: Store,
        lens: Lens,
        drill: tuple[str, tuple[Any, ...]],
        wording: Wording | StoredWording | None = None,
        days: int | None = None,
    ) -> None:
        """`days`: how many have begun of a running period; what happened is averaged over them, what falls due over
        all."""
        self.kind, self.period, self.store, self.lens, self.drill = kind, period, store, lens, drill
        self.wording = wording or Wording(kind, period, store)
        self.days = days or period.days
        known = self.wording.figure
        self.values: dict[tuple[str, str], Value] = {
            (row["key"], row["part"]): Value.from_row(known(row["key"]), row)
            for row in rows
            if known(row["key"]) and (not row["part"] or lens.sees(row["part"]))
        }

    @cached_property
    def labels(self) -> Labels:
        return self.wording.labels({part for _key, part in self.values})

    def value(self, key: str) -> Value | None:
        """The reader's total of a figure."""
        figure = self.wording.figure(key)
        part = None if figure is None else self.lens.part_for(figure)
        return None if part is None else self.values.get((key, part))

    def url(self, value: Value | None) -> str:
        """The page with the rows behind a number; empty for readers who may not open them."""
        if value is None or not self.lens.drills or value.figure.key not in BY_KEY:
            return ""
        name, args = self.drill
        link = reverse(name, args=[*args, value.figure.key])
        return f"{link}?part={value.part}" if value.part else link

    @cached_property
    def headlines(self) -> list[Cell]:
        found = [self.value(key) for key in self.kind.headlines]
        return [Cell(value, self.url(value)) for value in found if value is not None]

    @cached_property
    def all_figures(self) -> list[Cell]:
        found = [self.value(key) for key in self.wording.figures]
        return [Cell(value, self.url(value), self._per_day(value)) for value in found if value is not None]

    def _per_day(self, value: Value) -> str:
        family = getattr(value.figure, "family", None)
        return value.per_day(self.period.days if family is None or family.looks_ahead else self.days)

    @property
    def title(self) -> str:
        """What stands over the paper."""
        return str(self.kind.title)

    @property
    def with_earlier(self) -> bool:
        """A ten-day report also shows the same days of the month before."""
        return self.period.kind == "xun"

    @cached_property
    def tables(self) -> dict[str, Table]:
        drawn = {plan.name: self._table(plan) for plan in self.kind.tables}
        return {name: table for name, table in drawn.items() if table.lines}

    def _table(self, plan: TablePlan) -> Table:
        columns = tuple(one for one in map(self.wording.figure, plan.keys) if one is not None)
        split = plan.split_for(whole=self.lens.is_whole)
        lines = tuple(self._line(part, columns, split) for part in self._parts(columns, split))
        names = tuple(dimension_names()[name] for name in split)
        total = self._line("", columns, split) if self.lens.is_whole else None
        return Table(str(plan.title), names, columns, lines, total, plan.bases)

    def _parts(self, columns: tuple[Figure | Definition, ...], split: tuple[str, ...]) -> list[str]:
        keys = {figure.key for figure in columns}
        found = {
            part for key, part in self.values if key in keys and part and tuple(read_part(part)) == split
        }
        return sorted(
            found,
            key=lambda part: [self.labels.order(name, value) for name, value in read_part(part).items()],
        )

    def _line(self, part: str, columns: tuple[Figure | Definition, ...], split: tuple[str, ...]) -> Line:
        labels = tuple(self.labels.of(name, value) for name, value in read_part(part).items())
        if not part:
            labels = (_("Total"), *[""] * (len(split) - 1))
        return Line(labels, tuple(self._cell(figure, part) for figure in columns))

    def _cell(self, figure: Figure | Definition, part: str) -> Cell:
        """A part that does not occur counts nothing; a split the figure does not have stays empty."""
        value = self.values.get((figure.key, part))
        if value is None and (not part or tuple(read_part(part)) in figure.shown_splits()):
            value = Value.nothing(figure, part)
        return Cell(value, self.url(value))


def dimension_names() -> dict[str, str]:
    return {
        "kind": _("Kind"),
        "agent": _("Callback agent"),
        "area": _("Department"),
        "question": _("Question"),
        "consultant": _("Consultant or advisor"),
        "department": _("Department"),
        "category": _("Category"),
        "cause": _("Kind of cause"),
        "rule": _("Rule"),
        "inquiry": _("Kind"),
        "report": _("Report"),
    }
