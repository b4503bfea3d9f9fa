"""Facts of a period that came after its report was submitted. They change nothing by themselves (4.4)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from apps.callbacks.models import Attempt
from apps.complaints.models import Complaint, ComplaintMove
from apps.customers.models import Order
from apps.duties.models import DutyEvent
from apps.penalties.models import PenaltyMove
from apps.reports.figures import BY_CODE, Frame, Scope
from apps.reports.figures.calls import DUTY_KINDS as CALLS
from apps.reports.models import Issue

# Duties a report counts by due day, by the beginning of the figures that count them.
DUTIES = {
    "calls.": CALLS,
    "complaints.": ("complaint.close", "complaint.first_contact", "complaint.report"),
    "members.": ("members.entry",),
    "tasks.": ("improvement.answer",),
}
TURNED = (Complaint.State.REGISTERED, Complaint.State.INVALID)


def later_facts(issue: Issue) -> int:
    """How many facts of the report's period were saved after its submission; 0 before it is submitted.

    Only facts that the report's kind counts. In a report handed in before its period ended they are also what happened
    since (R50, R51, R53).
    """
    if issue.submitted_at is None:
        return 0
    frame, figures = Frame(issue.period, Scope(issue.store)), BY_CODE[issue.kind].figures
    wanted = [rows for prefixes, rows in LATER if any(key.startswith(prefixes) for key in figures)]
    return sum(rows(issue, frame).count() for rows in wanted)


def _duties(issue: Issue, frame: Frame) -> QuerySet[Any]:
    figures = BY_CODE[issue.kind].figures
    kinds = [
        kind
        for prefix, counted in DUTIES.items()
        if any(key.startswith(prefix) for key in figures)
        for kind in counted
    ]
    rows = DutyEvent.objects.filter(
        duty__store=issue.store,
        duty__kind__in=kinds,
        duty__due_day__range=(issue.start, issue.end),
        at__gt=issue.submitted_at,
    )
    return rows.exclude(what="reassign").values("duty_id").distinct()


def _attempts(issue: Issue, frame: Frame) -> QuerySet[Any]:
    return Attempt.objects.filter(
        callback__store=issue.store,
        started_at__gte=frame.since,
        started_at__lt=frame.until,
        saved_at__gt=issue.submitted_at,
    )


def _documents(issue: Issue, frame: Frame) -> QuerySet[Any]:
    after = Q(created_at__gt=issue.submitted_at) | Q(moves__at__gt=issue.submitted_at)
    rows = Order.objects.filter(after, store=issue.store, document_day__range=(issue.start, issue.end))
    return rows.values("pk").distinct()


def _complaints(issue: Issue, frame: Frame) -> QuerySet[Any]:
    return ComplaintMove.objects.filter(
        complaint__store=issue.store,
        complaint__recorded_at__gte=frame.since,
        complaint__recorded_at__lt=frame.until,
        new__in=TURNED,
        at__gt=issue.submitted_at,
    )


def _penalties(issue: Issue, frame: Frame) -> QuerySet[Any]:
    months = (issue.start.replace(day=1), issue.end)
    rows = PenaltyMove.objects.filter(
        penalty__store=issue.store, penalty__month__range=months, at__gt=issue.submitted_at
    )
    return rows.values("penalty_id").distinct()


LATER: tuple[tuple[tuple[str, ...], Callable[[Issue, Frame], QuerySet[Any]]], ...] = (
    (tuple(DUTIES), _duties),
    (("calls.", "attempts.", "satisfaction", "answers.", "inquiries.", "data.left_"), _attempts),
    (("documents.", "complaints.rate", "data.no_", "customers."), _documents),
    (("complaints.", "inventory."), _complaints),
    (("penalties.",), _penalties),
)
