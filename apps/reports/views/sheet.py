"""A report as it is read: headline numbers and tables, the same for page, print, workbook and the running period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from apps.accounts.models import Store
from apps.core.worktime import Period
from apps.reports.figures import BY_KEY, Figure, read_part
from apps.reports.figures.values import Value
from apps.reports.services.labels import Labels
from apps.reports.services.lens import Lens
from apps.reports.services.wording import Definition, StoredWording, Wording

HEADLINES = (
    "calls.due", "calls.completion", "calls.on_time_reach", "satisfaction", "complaints.registered",
    "complaints.closed", "complaints.over_term", "calls.reach", "complaints.rate", "complaints.open_at_end",
)  # fmt: skip


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


@dataclass(frozen=True)
class Plan:
    """A table to draw: its title, what tells the lines apart and which figures are its columns."""

    title: Any
    split: tuple[str, ...]
    keys: tuple[str, ...]
    bases: bool = True


class Sheet:
    """The numbers of one period through a reader's lens."""

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]],
        *,
        period: Period,
        store: Store,
        lens: Lens,
        drill: tuple[str, tuple[Any, ...]],
        wording: Wording | StoredWording | None = None,
    ) -> None:
        self.period, self.store, self.lens, self.drill = period, store, lens, drill
        self.wording = wording or Wording(period, store)
        few = self.wording.rules["figures.small_n"]
        known = self.wording.figure
        self.values: dict[tuple[str, str], Value] = {
            (row["key"], row["part"]): Value.from_row(known(row["key"]), row, few=few)
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
        found = [self.value(key) for key in HEADLINES]
        return [Cell(value, self.url(value)) for value in found if value is not None]

    @cached_property
    def all_figures(self) -> list[Cell]:
        found = [self.value(key) for key in self.wording.figures]
        days = self.period.days
        return [Cell(value, self.url(value), value.per_day(days)) for value in found if value is not None]

    @property
    def title(self) -> str:
        """What stands over the paper."""
        return {
            "week": _("Weekly report on customer callbacks"),
            "xun": _("Ten-day report on customer callbacks"),
            "month": _("Monthly report on customer callbacks"),
        }[self.period.kind]

    @property
    def with_earlier(self) -> bool:
        """A ten-day report also shows the same days of the month before."""
        return self.period.kind == "xun"

    @cached_property
    def tables(self) -> dict[str, Table]:
        drawn = {name: self._table(plan) for name, plan in plans(whole=self.lens.is_whole).items()}
        return {name: table for name, table in drawn.items() if table.lines}

    def _table(self, plan: Plan) -> Table:
        asked = (self.wording.figure(key) for key in plan.keys)
        columns = tuple(one for one in asked if one is not None and self.period.kind in one.kinds)
        parts = self._parts(columns, plan.split)
        lines = tuple(self._line(part, columns, plan.split) for part in parts)
        names = tuple(dimension_names()[name] for name in plan.split)
        total = self._line("", columns, plan.split) if self.lens.is_whole else None
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
            blank = {"part": part, "numerator": 0, "base": 0 if figure.is_ratio else None}
            beside = dict.fromkeys(
                ("previous_numerator", "previous_base", "earlier_numerator", "earlier_base")
            )
            value = Value.from_row(figure, blank | beside, few=0)
        return Cell(value, self.url(value))


CALLS = (
    "calls.due", "calls.on_time", "calls.late", "calls.unreachable", "calls.overdue",
    "calls.completion", "calls.on_time_reach", "calls.reach",
)  # fmt: skip
ANSWERS = ("satisfaction", "answers.bad")
COMPLAINTS = (
    "complaints.registered", "complaints.closed", "complaints.satisfied", "complaints.over_term",
    "complaints.in_time", "complaints.open_at_end", "complaints.compensation",
)  # fmt: skip
CAUSES = ("complaints.closed", "complaints.satisfied")
CATEGORIES = ("complaints.registered", "complaints.closed", "complaints.open_at_end")
ATTEMPTS = ("attempts.made", "attempts.reached", "attempts.off_window")
PENALTIES = ("penalties.proposed", "penalties.confirmed", "penalties.refused", "penalties.amount")


def plans(*, whole: bool) -> dict[str, Plan]:
    """The tables of a report. A head of department sees calls by kind, without the agents."""
    by_category = ("category",) if whole else ("department", "category")
    return {
        "calls": Plan(_("Callbacks"), ("kind", "agent") if whole else ("kind",), CALLS, bases=False),
        "attempts": Plan(_("Attempts by agent"), ("agent",), ATTEMPTS),
        "kinds": Plan(_("Satisfaction by kind of call"), ("kind",), ANSWERS),
        "areas": Plan(_("Satisfaction by department"), ("area",), ANSWERS),
        "questions": Plan(_("Satisfaction by question"), ("area", "question"), ANSWERS),
        "consultants": Plan(_("Satisfaction by consultant or advisor"), ("consultant",), ANSWERS),
        "departments": Plan(_("Complaints by department"), ("department",), COMPLAINTS),
        "categories": Plan(_("Complaints by category"), by_category, CATEGORIES),
        "causes": Plan(
            _("Closed complaints by cause"), ("cause",) if whole else ("department", "cause"), CAUSES
        ),
        "penalties": Plan(_("Penalties by rule"), ("rule",), PENALTIES),
    }


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
    }
