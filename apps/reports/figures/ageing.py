"""How old open complaints are, when customers were first contacted, and whose lateness it was (R08–R11)."""

from datetime import timedelta

from django.db.models import ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Extract
from django.utils.translation import gettext_lazy as _

from apps.complaints.models import Complaint, ComplaintMove
from apps.duties.models import Duty
from apps.reports.figures.complaints import CLOSED, OPEN_AT_END
from apps.reports.figures.figure import Family, Figure, KeptInTime
from apps.reports.figures.frame import Frame

LateBy = Complaint.LateBy


class ComplaintDuties(Family):
    """Duties of one kind around complaints, by due day."""

    dims = {"department": F("department_id")}
    splits = (("department",),)
    clock = "due_day"
    by_day = True
    related = ("department", "owner")

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def within(self, frame: Frame) -> QuerySet[Duty]:
        days = (frame.period.start, frame.period.end)
        rows = Duty.objects.filter(store=frame.store, kind=self.kind, due_day__range=days)
        return rows.exclude(state__in=[Duty.State.CANCELLED, Duty.State.EXCUSED])


class Contacted(Family):
    """First contacts made in the period; a complaint opened again leaves its first one where it was."""

    dims = {"department": F("department_id"), "category": F("complaint__category_id")}
    splits = (("department",), ("category",))
    clock = "at"
    related = ("complaint__category", "complaint__department", "complaint__customer", "by")

    def within(self, frame: Frame) -> QuerySet[ComplaintMove]:
        rows = ComplaintMove.objects.filter(
            complaint__store=frame.store, what="contact", at__gte=frame.since, at__lt=frame.until
        )
        seconds = Extract(F("at") - Subquery(_ISSUED), "epoch")
        return rows.annotate(minutes=ExpressionWrapper(seconds / 60, output_field=IntegerField()))


# When the department got the complaint in the cycle of that contact.
_ISSUED = ComplaintMove.objects.filter(
    complaint=OuterRef("complaint"), cycle=OuterRef("cycle"), what__in=["issue", "reopen"]
).values("at")[:1]
CONTACTS_DUE, REPORTS_DUE = ComplaintDuties("complaint.first_contact"), ComplaintDuties("complaint.report")
CONTACTED = Contacted()


class FirstContactInTime(KeptInTime):
    key = "complaints.contact_in_time"
    label = _("First contact in time")
    help = _("Of the first contacts due in the period (R09: two business hours after issue).")
    family = CONTACTS_DUE
    target = "target.first_contact"
    trended = True


class FirstContactMinutes(Figure):
    key = "complaints.contact_minutes"
    label = _("Minutes until the first contact")
    help = _("Average by the clock from issue to first contact, of those contacted in the period.")
    family = CONTACTED
    unit = "min"
    summed = "minutes"

    def base(self, frame: Frame) -> Q:
        return Q()


class PassedOnLate(Figure):
    key = "complaints.passed_on_late"
    label = _("Complaints passed on late")
    help = _("To be passed on in the period and not within the hour (R08).")
    family = REPORTS_DUE

    def counted(self, frame: Frame) -> Q:
        return Q(state=Duty.State.MISSED)


class LateByDepartment(Figure):
    key = "complaints.late_department"
    label = _("Closed late by the department")
    help = _("Closed in the period after the term; the department's answer came after its own (R11).")
    family = CLOSED
    splits = (("department",),)

    def counted(self, frame: Frame) -> Q:
        return Q(late_by=LateBy.DEPARTMENT)


class LateByCare(Figure):
    key = "complaints.late_care"
    label = _("Closed late by customer care")
    help = _("Closed in the period after the term although the department had answered in time (R11).")
    family = CLOSED
    splits = (("department",),)

    def counted(self, frame: Frame) -> Q:
        return Q(late_by=LateBy.CARE)


class OpenAged(Figure):
    """Open at the end and at least `older` and less than `younger` days old then."""

    family = OPEN_AT_END
    splits = (("department",),)
    older = 0
    younger: int | None = None

    def counted(self, frame: Frame) -> Q:
        found = Q(recorded_at__lte=frame.seen_from - timedelta(days=self.older)) if self.older else Q()
        if self.younger is None:
            return found
        return found & Q(recorded_at__gt=frame.seen_from - timedelta(days=self.younger))


class OpenOneDay(OpenAged):
    key = "complaints.age_1"
    label = _("Open, up to 1 day")
    help = _("Open at the end of the period; age since they were recorded.")
    younger = 1


class OpenThreeDays(OpenAged):
    key = "complaints.age_3"
    label = _("Open, 1 to 3 days")
    help = OpenOneDay.help
    older, younger = 1, 3


class OpenWeek(OpenAged):
    key = "complaints.age_7"
    label = _("Open, 3 to 7 days")
    help = OpenOneDay.help
    older, younger = 3, 7


class OpenLonger(OpenAged):
    key = "complaints.age_older"
    label = _("Open, over 7 days")
    help = OpenOneDay.help
    older = 7


FIGURES = (
    FirstContactInTime(), FirstContactMinutes(), PassedOnLate(), LateByDepartment(), LateByCare(), OpenOneDay(),
    OpenThreeDays(), OpenWeek(), OpenLonger(),
)  # fmt: skip
