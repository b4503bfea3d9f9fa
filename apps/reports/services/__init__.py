"""The verbs of reports (domain.md 4.4)."""

from apps.reports.services.opening import open_report_duties, preparer
from apps.reports.services.replanning import Move, replan

__all__ = ["Move", "open_report_duties", "preparer", "replan"]
