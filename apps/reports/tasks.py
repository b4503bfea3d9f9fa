"""Report work in the background: duties and drafts by sweep, each draft a job of its own."""

from datetime import datetime
from typing import Any

from apps.jobs.running import Run, job, sweep
from apps.jobs.stores import over_stores
from apps.reports import services
from apps.reports.models import Issue


@sweep("reports.open_report_duties")
def open_report_duties(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"opened": services.open_report_duties(now=now, store=store)})


@sweep("reports.ask_for_drafts")
def ask_for_drafts(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"asked": services.ask_for_drafts(now=now, store=store)})


@sweep("reports.remind")
def remind(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"reminded": services.remind(now=now, store=store)})


@sweep("reports.replan")
def replan(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"moved": len(services.replan(now=now, store=store))})


@job("reports.build_draft", atomic=False)
def build_draft(run: Run) -> dict[str, Any]:
    """Its own transaction is one snapshot; done twice it gives the same rows, so the fence guards only the end."""
    issue = Issue.objects.select_related("store").get(pk=run.payload["issue"])
    if issue.state not in (Issue.State.SCHEDULED, Issue.State.BUILDING):
        return {"figures": issue.draft_figures.count()}
    return {"figures": services.build(issue, now=run.now)}
