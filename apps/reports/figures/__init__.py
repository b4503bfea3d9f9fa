"""The figures of the house. Reports, the live page and the drill-down all ask these and nothing else."""

from apps.reports.figures import calls, complaints, documents, penalties, satisfaction
from apps.reports.figures.counting import Numbers, count_figures
from apps.reports.figures.figure import NOBODY, Family, Figure
from apps.reports.figures.frame import Frame, Scope, part_text, read_part

FIGURES: tuple[Figure, ...] = (
    *calls.FIGURES,
    *satisfaction.FIGURES,
    *complaints.FIGURES,
    *documents.FIGURES,
    *penalties.FIGURES,
)
BY_KEY: dict[str, Figure] = {figure.key: figure for figure in FIGURES}


def figures_of(kind: str) -> tuple[Figure, ...]:
    """The figures a weekly, ten-day or monthly report shows."""
    return tuple(figure for figure in FIGURES if kind in figure.kinds)


__all__ = [
    "BY_KEY",
    "FIGURES",
    "NOBODY",
    "Family",
    "Figure",
    "Frame",
    "Numbers",
    "Scope",
    "count_figures",
    "figures_of",
    "part_text",
    "read_part",
]
