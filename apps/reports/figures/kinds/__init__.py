"""The catalogue of report kinds: everything a kind is stands in its class, nothing asks for its name elsewhere."""

from apps.reports.figures.kinds.kind import ReportKind, TablePlan
from apps.reports.figures.kinds.periodic import MonthReport, TenDayReport, WeekReport
from apps.reports.figures.kinds.summaries import (
    FeedbackToDepartment,
    FilingOfTheMonth,
    FridayReview,
    ReportOfTheQuarter,
    ReportToTheManager,
    SummaryOfTheMonth,
)
from apps.reports.figures.kinds.themes import (
    ComplaintsOfTheMonth,
    ComplaintsOfTheWeek,
    InquiriesOfTheMonth,
    InquiriesOfTheWeek,
    InventoryOfTheMonth,
    SatisfactionReport,
)

KINDS: tuple[ReportKind, ...] = (
    WeekReport(), TenDayReport(), MonthReport(), SatisfactionReport(), ComplaintsOfTheWeek(),
    ComplaintsOfTheMonth(), InquiriesOfTheWeek(), InquiriesOfTheMonth(), InventoryOfTheMonth(),
    FeedbackToDepartment(), FridayReview(), SummaryOfTheMonth(), FilingOfTheMonth(), ReportToTheManager(),
    ReportOfTheQuarter(),
)  # fmt: skip
BY_CODE: dict[str, ReportKind] = {kind.code.value: kind for kind in KINDS}
DUTY_KINDS: tuple[str, ...] = tuple(kind.duty_kind for kind in KINDS)

__all__ = ["BY_CODE", "DUTY_KINDS", "KINDS", "ReportKind", "TablePlan"]
