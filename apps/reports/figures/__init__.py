"""The figures of the house. Reports, the live page and the drill-down all ask these and nothing else."""

from apps.reports.figures.catalogue import BY_KEY, FIGURES, figures_of
from apps.reports.figures.counting import Numbers, count_figures
from apps.reports.figures.figure import NOBODY, Family, Figure
from apps.reports.figures.frame import Frame, Scope, part_text, read_part
from apps.reports.figures.kinds import BY_CODE, KINDS, ReportKind

__all__ = [
    "BY_CODE",
    "BY_KEY",
    "FIGURES",
    "KINDS",
    "NOBODY",
    "Family",
    "Figure",
    "Frame",
    "Numbers",
    "ReportKind",
    "Scope",
    "count_figures",
    "figures_of",
    "part_text",
    "read_part",
]
