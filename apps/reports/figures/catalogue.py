"""All figures of the house by key."""

from apps.reports.figures import (
    ageing,
    calls,
    clientele,
    complaints,
    crm,
    documents,
    improvements,
    inquiries,
    inventory,
    penalties,
    quality,
    satisfaction,
    tidiness,
)
from apps.reports.figures.figure import Figure
from apps.reports.figures.kinds import BY_CODE

FIGURES: tuple[Figure, ...] = (
    *calls.FIGURES,
    *satisfaction.FIGURES,
    *complaints.FIGURES,
    *ageing.FIGURES,
    *inventory.FIGURES,
    *inquiries.FIGURES,
    *documents.FIGURES,
    *clientele.FIGURES,
    *quality.FIGURES,
    *tidiness.FIGURES,
    *crm.FIGURES,
    *improvements.FIGURES,
    *penalties.FIGURES,
)
BY_KEY: dict[str, Figure] = {figure.key: figure for figure in FIGURES}


def figures_of(kind: str) -> tuple[Figure, ...]:
    """The figures a kind of report shows, by its code."""
    return tuple(BY_KEY[key] for key in BY_CODE[kind].figures)
