"""A figure is a question to the rows: its number counts exactly the rows that its drill-down page shows."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from apps.core.worktime import Period
from apps.duties.models import Duty
from apps.reports.figures.frame import Frame, Scope

Splits = tuple[tuple[str, ...], ...]
Picked = Mapping[str, tuple[int, ...]]
DIM = "dim_"
# What a figure with a base is multiplied by: shares in per cent, averages as they are.
SCALES = {"%": 100, "min": 1}
NOBODY = "none"
# Counted in place of a column: an index that holds what tells rows apart then answers without the table.
ROW = Value(1)


class Family:
    """Rows of one table that belong to a period; all figures of a family are counted by one SELECT.

    `dims` names what the rows can be told apart by; `splits` the combinations a report shows; `facts` what figures
    pick their rows by (`Figure.only`), found out once for each row however many of them ask. `clock` is the column
    that places a row in time, an instant or (`by_day`) a day of the store; empty where no single column does.
    """

    dims: ClassVar[dict[str, Combinable]] = {}
    facts: ClassVar[dict[str, Combinable]] = {}
    splits: ClassVar[Splits] = ()
    related: ClassVar[tuple[str, ...]] = ()
    clock: ClassVar[str] = ""
    by_day: ClassVar[bool] = False

    @property
    def looks_ahead(self) -> bool:
        """Does a running period already hold rows of its days to come? What falls due then is known before."""
        return self.clock.endswith("due_day")

    def within(self, frame: Frame) -> QuerySet[Any]:
        """The rows of the period, by due date for rates and by the date of the act for volumes (R28)."""
        raise NotImplementedError

    def marked(self, frame: Frame) -> QuerySet[Any]:
        """The rows with one column for each dimension and fact."""
        told = self.dims | self.facts
        columns = {DIM + name: expression for name, expression in told.items()}
        return self.within(frame).order_by().annotate(**columns)

    def rows(self, frame: Frame) -> QuerySet[Any]:
        """The rows of the scope's part. Raises ValueError for a part this family does not know."""
        rows = self.marked(frame)
        for name, value in frame.scope.part.items():
            if name not in self.dims:
                raise ValueError(name)
            column = DIM + name
            nobody = Q(**{f"{column}__isnull": True})
            rows = rows.filter(nobody if value == NOBODY else Q(**{column: value}))
        return rows


class Figure:
    """One number of a report: how many rows, or (with `base`) how many of which.

    `only` names values of the family's facts: rows with another value do not count; `only_of` does the same for the
    base. `target` is the rule value that says what the house wants (S40), at least or `at_most`; `trended` figures
    show their last thirteen periods.
    """

    key: ClassVar[str]
    label: ClassVar[Promise]
    help: ClassVar[Promise | str] = ""
    family: ClassVar[Family]
    splits: ClassVar[Splits | None] = None
    only: ClassVar[Picked] = {}
    only_of: ClassVar[Picked] = {}
    target: ClassVar[str | None] = None
    at_most: ClassVar[bool] = False
    trended: ClassVar[bool] = False
    unit: ClassVar[str] = ""
    summed: ClassVar[str | None] = None
    base_summed: ClassVar[str | None] = None
    base_family: ClassVar[Family | None] = None
    counts_answers: ClassVar[bool] = False

    def counted(self, frame: Frame) -> Q:
        """Which rows of the family count."""
        return Q()

    def base(self, frame: Frame) -> Q | None:
        """Of which rows; None for a plain count."""
        return None

    @property
    def is_ratio(self) -> bool:
        """Counted or summed rows over base rows: a share (%) or an average (min)."""
        return self.unit in SCALES

    def shown_splits(self) -> Splits:
        return self.family.splits if self.splits is None else self.splits

    def rows(self, period: Period, scope: Scope) -> QuerySet[Any]:
        """Exactly the rows that make the number (of a rate: its numerator)."""
        frame = Frame(period, scope)
        return _picked(self.family.rows(frame).filter(self.counted(frame)), self.only)

    def base_rows(self, period: Period, scope: Scope) -> QuerySet[Any] | None:
        """Exactly the rows a rate is taken from; None for a plain count."""
        frame = Frame(period, scope)
        base = self.base(frame)
        if base is None:
            return None
        return _picked((self.base_family or self.family).rows(frame).filter(base), self.only_of)

    def measure(self, frame: Frame) -> Count | Sum:
        """The number as an aggregate over the family's rows."""
        wanted = self.counted(frame) or None
        return Sum(self.summed, filter=wanted) if self.summed else Count(ROW, filter=wanted)

    def base_measure(self, frame: Frame) -> Count | Sum | None:
        base = self.base(frame)
        if base is None:
            return None
        return (
            Sum(self.base_summed, filter=base or None)
            if self.base_summed
            else Count(ROW, filter=base or None)
        )


def _picked(rows: QuerySet[Any], only: Picked) -> QuerySet[Any]:
    return rows.filter(**{f"{DIM}{name}__in": values for name, values in only.items()})


class KeptInTime(Figure):
    """The share of a family of duties that were kept."""

    unit = "%"

    def counted(self, frame: Frame) -> Q:
        return Q(state=Duty.State.KEPT)

    def base(self, frame: Frame) -> Q:
        return Q()
