"""Report work in the background: duties and drafts by sweep, each draft a job of its own."""

from datetime import datetime
from typing import Any

from apps.jobs.running import sweep
from apps.reports import services


@sweep("reports.open_report_duties")
def open_report_duties(now: datetime) -> dict[str, Any]:
    return {"opened": services.open_report_duties(now=now)}


@sweep("reports.replan")
def replan(now: datetime) -> dict[str, Any]:
    return {"moved": len(services.replan(now=now))}
