"""The words beside the numbers of a report: what each figure means, what its parts are called, rule values in force.

A draft and the running period take them from the house as it is; a submitted report from its own paper.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import cached_property

from apps.accounts.models import Store
from apps.core.worktime import Period
from apps.reports.figures import BY_KEY, Figure, Frame, ReportKind, Scope, figures_of
from apps.reports.figures.figure import SCALES
from apps.reports.services.labels import Labels, labels_for

RULES = ("figures.small_n", "satisfaction.good")


@dataclass(frozen=True)
class Definition:
    """A figure as a submitted report defined it: enough of `figures.Figure` to show its numbers."""

    key: str
    label: str
    help: str
    unit: str
    summed: str | None
    counts_answers: bool
    at_most: bool
    splits: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, figure: Figure) -> "Definition":
        """The figure in the active language."""
        return cls(
            figure.key, str(figure.label), str(figure.help), figure.unit, figure.summed, figure.counts_answers,
            figure.at_most, tuple(figure.shown_splits()),
        )  # fmt: skip

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Definition":
        splits = tuple(tuple(split) for split in stored["splits"])
        return cls(**{**stored, "splits": splits})

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_ratio(self) -> bool:
        return self.unit in SCALES

    def shown_splits(self) -> tuple[tuple[str, ...], ...]:
        return self.splits


@dataclass
class Wording:
    """The words of the house as they are now."""

    kind: ReportKind
    period: Period
    store: Store

    @cached_property
    def figures(self) -> Mapping[str, Figure | Definition]:
        """By key, in the order of a report."""
        return {figure.key: figure for figure in figures_of(self.kind.code)}

    def figure(self, key: str) -> Figure | Definition | None:
        return self.figures.get(key) or BY_KEY.get(key)

    def labels(self, parts: Iterable[str]) -> Labels:
        return labels_for(parts, period=self.period, store=self.store)

    @cached_property
    def rules(self) -> Mapping[str, Any]:
        """Values in force on the first day after the period (2a)."""
        frame = Frame(self.period, Scope(self.store))
        return {key: frame.rule(key) for key in RULES}


@dataclass
class StoredWording:
    """The words of a submitted report, read from its paper in the reader's language."""

    body: Mapping[str, Any]
    language: str
    figures: Mapping[str, Definition] = field(init=False)

    def __post_init__(self) -> None:
        said = self.body["said"][self.language]
        self.figures = {one["key"]: Definition.read(one) for one in said["definitions"]}

    def figure(self, key: str) -> Definition | None:
        return self.figures.get(key)

    def labels(self, parts: Iterable[str]) -> Labels:
        names = self.body["said"][self.language]["labels"]
        return Labels({dimension: dict(pairs) for dimension, pairs in names.items()})

    @property
    def rules(self) -> Mapping[str, Any]:
        return self.body["rules"]
