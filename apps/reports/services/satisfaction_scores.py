"""The score table of a month (S39): the callbacks' answers by department and person beside the brand's scores."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import md5
from typing import TypeVar

from apps.accounts.models import Department, Store, User
from apps.core.worktime import Period
from apps.reports.figures import BY_KEY, Frame, Numbers, Scope, count_figures, read_part
from apps.reports.figures.counting import count_periods
from apps.reports.figures.trends import periods_before
from apps.reports.figures.values import amount
from apps.reports.models import SatisfactionMeeting, SatisfactionScore
from apps.reports.services.labels import labels_for
from apps.rulebook.policy import PolicyBook

Indicator = SatisfactionScore.Indicator
T = TypeVar("T")
FIGURE = BY_KEY["satisfaction"]
TARGETS = {
    Indicator.CALLS.value: "target.satisfaction",
    Indicator.CSS.value: "target.css",
    Indicator.CSI.value: "target.csi",
}


@dataclass(frozen=True)
class Row:
    """One line: whose score, from how many answers, the target and the month before. `name` is empty for the store.

    `sign`: of a kind of department or a consultant's name the house has no single department or user for.
    """

    indicator: str
    score: Decimal | None
    target: Decimal | None = None
    base: int | None = None
    before: Decimal | None = None
    department: Department | None = None
    person: User | None = None
    name: str = ""
    sign: str = ""

    @property
    def label(self) -> str:
        return str(Indicator(self.indicator).label)

    @property
    def gap(self) -> Decimal | None:
        """Score less target; below zero is missed."""
        return None if self.score is None or self.target is None else self.score - self.target

    @property
    def key(self) -> tuple[str, int | None, int | None, str]:
        department, person = self.department and self.department.pk, self.person and self.person.pk
        return self.indicator, department, person, self.sign


def score_table(store: Store, month: date) -> list[Row]:
    """All lines of a month with those of the month before beside them: the store, departments, then people.

    A confirmed month shows what was kept, any other counts the answers now.
    """
    period = Period.containing("month", month)
    before = {row.key: row.score for row in _rows(store, period.previous)}
    return [replace(row, before=before.get(row.key)) for row in _rows(store, period)]


def score_history(store: Store, month: date) -> dict[str, list[tuple[Period, Decimal | None]]]:
    """The whole store's score of each indicator in the thirteen months that end with this one: as kept, the callbacks'
    of months without a confirmed meeting as counted now. None where there is none."""
    months = periods_before(Period.containing("month", month))
    kept = SatisfactionScore.objects.filter(
        meeting__store=store,
        meeting__month__in=[one.start for one in months],
        department=None,
        person=None,
        sign="",
    )
    found = {(row.indicator, row.meeting.month): row.score for row in kept.select_related("meeting")}
    for start, numbers in count_periods([FIGURE], periods=months, store=store).items():
        found.setdefault((Indicator.CALLS.value, start), _number(numbers, "")[0])
    return {
        indicator: [(one, found.get((indicator, one.start))) for one in months]
        for indicator in Indicator.values
    }


def score_targets(store: Store, month: date) -> dict[str, Decimal | None]:
    """What the house wants of each indicator on the last day of the month, whether or not there is a score (S40)."""
    book = PolicyBook(store, keys=tuple(TARGETS.values()))
    found = {
        indicator: book.value(key, on=Period.containing("month", month).end)
        for indicator, key in TARGETS.items()
    }
    return {indicator: None if one is None else Decimal(one) for indicator, one in found.items()}


def _rows(store: Store, period: Period) -> list[Row]:
    kept = SatisfactionScore.objects.filter(meeting__store=store, meeting__month=period.start)
    scores = list(kept.select_related("department", "person").order_by("pk"))
    names = _names_of(scores, store=store, period=period)
    rows = [_kept(score, names) for score in scores]
    is_kept = SatisfactionMeeting.objects.filter(
        store=store, month=period.start, state=SatisfactionMeeting.State.CONFIRMED
    ).exists()
    if not is_kept:
        rows += counted_rows(store, period)
    return sorted(rows, key=_place)


def _place(row: Row) -> tuple[int, int, str, str]:
    kind = 2 if row.person or row.sign else 1 if row.department else 0
    return list(Indicator).index(Indicator(row.indicator)), kind, row.name, str(row.key)


def _names_of(scores: list[SatisfactionScore], *, store: Store, period: Period) -> dict[str, str]:
    """The names behind the signs of a confirmed month, read from the documents as reports do."""
    parts = [f"consultant={score.sign}" for score in scores if score.sign]
    if not parts:
        return {}
    labels = labels_for(parts, period=period, store=store).names
    return {**labels["area"], **labels["consultant"]}


def _kept(score: SatisfactionScore, names: dict[str, str]) -> Row:
    name = str(score.person or score.department or names.get(score.sign, score.sign))
    return Row(
        score.indicator, score.score, score.target, score.base, department=score.department, person=score.person,
        name=name, sign=score.sign,
    )  # fmt: skip


def counted_rows(store: Store, period: Period) -> list[Row]:
    """Satisfaction in the period's callbacks as the reports count it (R29): the store, departments, consultants.

    An answer is about a kind of department; who served the customer is known by the name on the document.
    """
    frame = Frame(period, Scope(store))
    numbers = count_figures([FIGURE], frame=frame)
    wanted = frame.target(FIGURE.target)
    target = None if wanted is None else Decimal(wanted)
    parts = {part: _number(numbers, part) for _key, part in numbers if _is_line(part)}
    whose = _Whose(store, period, parts)
    return [
        replace(whose.line(part), score=score, base=base, target=target)
        for part, (score, base) in parts.items()
        if base
    ]


def _is_line(part: str) -> bool:
    return part == "" or list(read_part(part)) in (["area"], ["consultant"])


def _number(numbers: Numbers, part: str) -> tuple[Decimal | None, int]:
    top, base = numbers[FIGURE.key, part]
    return amount(FIGURE, top, base), int(base or 0)


class _Whose:
    """Departments by kind and users by the sign of their name; two of one kind or name are told by neither."""

    def __init__(self, store: Store, period: Period, parts: Iterable[str]) -> None:
        self.labels = labels_for(parts, period=period, store=store)
        self.departments = _single((one.kind, one) for one in store.departments.order_by("pk"))
        staff = User.objects.filter(posts__store=store).distinct().order_by("pk")
        self.people = _single((_sign(user.name), user) for user in staff)

    def line(self, part: str) -> Row:
        blank = Row(Indicator.CALLS, None)
        if not part:
            return blank
        [(dimension, value)] = read_part(part).items()
        found = (self.departments if dimension == "area" else self.people).get(value)
        name = str(found) if found else self.labels.of(dimension, value)
        if dimension == "area":
            return replace(blank, department=found, name=name, sign="" if found else value)
        return replace(blank, person=found, name=name, sign="" if found else value)


def _sign(name: str) -> str:
    return md5(name.encode(), usedforsecurity=False).hexdigest()[:12]


def _single(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: values[0] for key, values in found.items() if len(values) == 1}
