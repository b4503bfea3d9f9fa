"""Facts of a period that came after its report was submitted. They change nothing by themselves (4.4)."""

from typing import Any

from django.db.models import Q, QuerySet

from apps.callbacks.models import Attempt
from apps.complaints.models import Complaint, ComplaintMove
from apps.customers.models import Order
from apps.duties.models import DutyEvent
from apps.penalties.models import PenaltyMove
from apps.reports.figures import Frame, Scope
from apps.reports.figures.calls import DUTY_KINDS
from apps.reports.models import Issue

COUNTED_DUTIES = (*DUTY_KINDS, "complaint.close", "members.entry")


def later_facts(issue: Issue) -> int:
    """How many facts of the report's period were saved after its submission; 0 before it is submitted."""
    if issue.submitted_at is None:
        return 0
    return sum(rows.count() for rows in _later_rows(issue, Frame(issue.period, Scope(issue.store))))


def _later_rows(issue: Issue, frame: Frame) -> list[QuerySet[Any]]:
    after, days = issue.submitted_at, (issue.start, issue.end)
    found: list[QuerySet[Any]] = [
        DutyEvent.objects.filter(
            duty__store=issue.store, duty__kind__in=COUNTED_DUTIES, duty__due_day__range=days, at__gt=after
        )
        .exclude(what="reassign")
        .values("duty_id")
        .distinct(),
        Attempt.objects.filter(
            callback__store=issue.store,
            started_at__gte=frame.since,
            started_at__lt=frame.until,
            saved_at__gt=after,
        ),
        Order.objects.filter(
            Q(created_at__gt=after) | Q(moves__at__gt=after), store=issue.store, document_day__range=days
        )
        .values("pk")
        .distinct(),
        ComplaintMove.objects.filter(
            complaint__store=issue.store,
            complaint__recorded_at__gte=frame.since,
            complaint__recorded_at__lt=frame.until,
            new=Complaint.State.INVALID,
            at__gt=after,
        ),
    ]
    if issue.kind == Issue.Kind.MONTH:
        found.append(
            PenaltyMove.objects.filter(penalty__store=issue.store, penalty__month=issue.start, at__gt=after)
            .values("penalty_id")
            .distinct()
        )
    return found
