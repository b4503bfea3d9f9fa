"""Complaints by the day they were recorded, closed or should have been closed (S15, R10, R33)."""

from datetime import datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store
from apps.complaints.models import ClosedCycle, Compensation, Complaint, ComplaintMove
from apps.duties.models import Duty
from apps.reports.figures.documents import DOCUMENTS
from apps.reports.figures.figure import Family, Figure
from apps.reports.figures.frame import Frame

Closing = Complaint.Closing
SATISFIED = (Closing.SATISFIED, Closing.BASICALLY)


class Recorded(Family):
    dims = {"department": F("department_id"), "category": F("category_id")}
    splits = (("department",), ("category",), ("department", "category"))
    clock = "recorded_at"
    related = ("category", "department", "customer", "recorded_by")

    def within(self, frame: Frame) -> QuerySet[Complaint]:
        return Complaint.objects.filter(
            store=frame.store, recorded_at__gte=frame.since, recorded_at__lt=frame.until
        )


class Closed(Family):
    """Each closing counts, so a complaint opened again leaves its first one where it was."""

    dims = {
        "department": F("department_id"),
        "category": F("complaint__category_id"),
        "cause": F("complaint__cause_kind_id"),
    }
    splits = (("department",), ("category",), ("department", "category"), ("cause",), ("department", "cause"))
    clock = "closed_at"
    related = ("complaint__category", "department", "complaint__customer", "by")

    def within(self, frame: Frame) -> QuerySet[ClosedCycle]:
        return ClosedCycle.objects.filter(
            complaint__store=frame.store, closed_at__gte=frame.since, closed_at__lt=frame.until
        )


class ToBeClosed(Family):
    """Closing duties by their due day."""

    dims = {"department": F("department_id")}
    splits = (("department",),)
    clock = "due_day"
    by_day = True
    related = ("department", "owner")

    def within(self, frame: Frame) -> QuerySet[Duty]:
        return Duty.objects.filter(
            store=frame.store,
            kind="complaint.close",
            due_day__range=(frame.period.start, frame.period.end),
        ).exclude(state=Duty.State.CANCELLED)


class Paid(Family):
    """Compensation by the day it was approved (S103)."""

    dims = {"department": F("complaint__department_id"), "category": F("complaint__category_id")}
    splits = (("department",), ("category",), ("department", "category"))
    clock = "decided_at"
    related = ("complaint__category", "complaint__department", "complaint__customer", "decided_by")

    def within(self, frame: Frame) -> QuerySet[Compensation]:
        return Compensation.objects.filter(
            complaint__store=frame.store,
            state=Compensation.State.APPROVED,
            decided_at__gte=frame.since,
            decided_at__lt=frame.until,
        )


class OpenAtEnd(Family):
    """Complaints that were open when the period ended, read from their last move before it."""

    dims = {"department": F("department_id"), "category": F("category_id")}
    splits = (("department",), ("category",), ("department", "category"))
    related = Recorded.related

    def within(self, frame: Frame) -> QuerySet[Complaint]:
        return open_just_before(frame.store, frame.until)


def open_just_before(store: Store, moment: datetime) -> QuerySet[Complaint]:
    """Complaints open just before `moment`, read from their last move until then.

    Such a complaint is still open, or moved since: others are not looked at, however many the store ever had.
    """
    moves = ComplaintMove.objects.filter(complaint=OuterRef("pk"), at__lt=moment)
    last = Subquery(moves.order_by("-at", "-pk").values("new")[:1])
    still = Complaint.objects.filter(store=store, state__in=Complaint.OPEN).order_by().values("pk")
    since = ComplaintMove.objects.filter(complaint__store=store, at__gte=moment, old__in=Complaint.OPEN)
    rows = Complaint.objects.filter(store=store, recorded_at__lt=moment)
    rows = rows.filter(pk__in=still.union(since.order_by().values("complaint")))
    return rows.annotate(state_then=last).filter(state_then__in=Complaint.OPEN)


RECORDED, CLOSED, TO_BE_CLOSED, OPEN_AT_END, PAID = Recorded(), Closed(), ToBeClosed(), OpenAtEnd(), Paid()
UPHELD = ~Q(state=Complaint.State.INVALID)


class Registered(Figure):
    key = "complaints.registered"
    label = _("Complaints registered")
    trended = True
    help = _("By the moment recorded, without those not upheld.")
    family = RECORDED

    def counted(self, frame: Frame) -> Q:
        return UPHELD


class Invalid(Figure):
    key = "complaints.invalid"
    label = _("Not upheld or duplicate")
    help = _("By the moment recorded; left out of the other figures.")
    family = RECORDED
    splits = (("department",),)

    def counted(self, frame: Frame) -> Q:
        return Q(state=Complaint.State.INVALID)


class Major(Figure):
    key = "complaints.major"
    label = _("Major complaints")
    help = _("By the moment recorded, by their level now (R14).")
    family = RECORDED
    splits = (("department",),)

    def counted(self, frame: Frame) -> Q:
        return UPHELD & Q(level=Complaint.Level.MAJOR)


class Escalated(Figure):
    key = "complaints.escalated"
    label = _("Complaints that left the store")
    help = _("By the moment recorded: 400 hotline, manufacturer or media.")
    family = RECORDED
    splits = (("department",),)

    def counted(self, frame: Frame) -> Q:
        return UPHELD & ~Q(escalation=Complaint.Escalation.IN_HOUSE)


class ComplaintRate(Figure):
    key = "complaints.rate"
    label = _("Complaint rate")
    target = "target.complaint_rate"
    at_most = True
    trended = True
    help = _("Complaints registered, by documents of the period (R33).")
    family = RECORDED
    splits = ()
    unit = "%"
    base_family = DOCUMENTS

    def counted(self, frame: Frame) -> Q:
        return UPHELD

    def base(self, frame: Frame) -> Q:
        return Q()


class ClosedFigure(Figure):
    key = "complaints.closed"
    label = _("Complaints closed")
    help = _("By the moment closed; one opened again and closed again counts twice.")
    family = CLOSED


class ClosedSatisfied(Figure):
    key = "complaints.satisfied"
    label = _("Closed with a satisfied customer")
    help = _("Satisfied or basically satisfied at verification, of all closed.")
    family = CLOSED
    splits = (("department",), ("cause",), ("department", "cause"))
    unit = "%"

    def counted(self, frame: Frame) -> Q:
        return Q(closing__in=SATISFIED)

    def base(self, frame: Frame) -> Q:
        return Q()


class OverTerm(Figure):
    key = "complaints.over_term"
    label = _("Not closed within the term")
    help = _("The closing was due in the period and was missed (R10: three days).")
    family = TO_BE_CLOSED

    def counted(self, frame: Frame) -> Q:
        return Q(state=Duty.State.MISSED)


class ClosedInTime(Figure):
    key = "complaints.in_time"
    label = _("Closed within the term")
    target = "target.complaint_in_time"
    trended = True
    help = _("Of the closings due in the period (R10).")
    family = TO_BE_CLOSED
    unit = "%"

    def counted(self, frame: Frame) -> Q:
        return Q(state=Duty.State.KEPT)

    def base(self, frame: Frame) -> Q:
        return ~Q(state=Duty.State.EXCUSED)


class StillOpen(Figure):
    key = "complaints.open_at_end"
    label = _("Complaints open at the end")
    help = _("Read from the last move before the period ended.")
    family = OPEN_AT_END


class Compensations(Figure):
    key = "complaints.compensations"
    label = _("Compensations approved")
    help = _("By the moment approved (S103).")
    family = PAID


class CompensationPaid(Figure):
    key = "complaints.compensation"
    label = _("Compensation")
    help = _("Sum of what was approved in the period, in CNY.")
    family = PAID
    unit = "CNY"
    summed = "amount"


FIGURES = (
    Registered(), Invalid(), Major(), Escalated(), ComplaintRate(), ClosedFigure(), ClosedSatisfied(), OverTerm(),
    ClosedInTime(), StillOpen(), Compensations(), CompensationPaid(),
)  # fmt: skip
