"""Documents, customer data and members of the period (S21, S23, S24)."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.callbacks.models import Callback, Correction
from apps.customers.models import Member, Order
from apps.duties.models import Duty
from apps.reports.figures.figure import Family, Figure, KeptInTime
from apps.reports.figures.frame import Frame


class Documents(Family):
    """Valid documents by document day."""

    dims = {"kind": F("kind")}
    splits = (("kind",),)
    clock = "document_day"
    by_day = True
    related = ("customer", "vehicle")

    def within(self, frame: Frame) -> QuerySet[Order]:
        return Order.objects.filter(
            store=frame.store,
            state=Order.State.ACTIVE,
            document_day__range=(frame.period.start, frame.period.end),
        )


class DocumentsIn(Family):
    """Documents to call for, by the moment they came in."""

    dims = {"kind": F("kind")}
    splits = (("kind",),)
    clock = "created_at"
    related = Documents.related

    def within(self, frame: Frame) -> QuerySet[Order]:
        # Their calls were opened after them; a sweep that runs late tells the moment it should have run.
        since = frame.since - timedelta(days=1)
        blamed = Callback.objects.filter(
            duty__store=frame.store, duty__cause=Duty.Cause.LATE_IMPORT, duty__opened_at__gte=since
        )
        return Order.objects.filter(
            store=frame.store,
            state=Order.State.ACTIVE,
            is_history=False,
            created_at__gte=frame.since,
            created_at__lt=frame.until,
        ).annotate(came_late=Q(pk__in=blamed.values("order")))


class Corrections(Family):
    """Wrong customer data found by a call (S24)."""

    clock = "found_at"
    related = ("callback__customer", "callback__duty", "found_by")

    def within(self, frame: Frame) -> QuerySet[Correction]:
        return Correction.objects.filter(
            store=frame.store, found_at__gte=frame.since, found_at__lt=frame.until
        )


class Members(Family):
    """Members by the moment they were entered."""

    clock = "entered_at"
    related = ("customer", "entered_by")

    def within(self, frame: Frame) -> QuerySet[Member]:
        return Member.objects.filter(
            store=frame.store, entered_at__gte=frame.since, entered_at__lt=frame.until
        )


class MemberDays(Family):
    """Days whose members were to be entered in the period (R24)."""

    clock = "due_day"
    by_day = True
    related = ("owner",)

    def within(self, frame: Frame) -> QuerySet[Duty]:
        return Duty.objects.filter(
            store=frame.store,
            kind="members.entry",
            due_day__range=(frame.period.start, frame.period.end),
        ).exclude(state__in=[Duty.State.CANCELLED, Duty.State.EXCUSED])


DOCUMENTS, DOCUMENTS_IN = Documents(), DocumentsIn()
CORRECTIONS, MEMBERS, MEMBER_DAYS = Corrections(), Members(), MemberDays()


class DocumentsOfPeriod(Figure):
    key = "documents.dated"
    label = _("Documents of the period")
    help = _("Valid documents by document day.")
    family = DOCUMENTS


class DocumentsReceived(Figure):
    key = "documents.received"
    label = _("Documents taken in")
    help = _("By the moment they came in, without history.")
    family = DOCUMENTS_IN


class DocumentsLate(Figure):
    key = "documents.late"
    label = _("Documents that came too late")
    help = _("They came in after the call was due; no agent answers for them.")
    family = DOCUMENTS_IN

    def counted(self, frame: Frame) -> Q:
        return Q(came_late=True)


class DataErrors(Figure):
    key = "data.errors"
    label = _("Wrong customer data found")
    help = _("Found by a call in the period (S24).")
    family = CORRECTIONS


class DataCorrected(Figure):
    key = "data.corrected"
    label = _("of these corrected")
    help = _("Corrected by now, of the wrong data found in the period.")
    family = CORRECTIONS
    unit = "%"

    def counted(self, frame: Frame) -> Q:
        return Q(state=Correction.State.DONE)

    def base(self, frame: Frame) -> Q:
        return Q()


class MembersEntered(Figure):
    key = "members.entered"
    label = _("Members entered")
    help = _("By the moment they were entered (S23).")
    family = MEMBERS


class MembersOnTime(KeptInTime):
    key = "members.on_time"
    label = _("Member days entered on time")
    help = _("Until noon of the next open day, of the days due (R24).")
    family = MEMBER_DAYS


FIGURES = (
    DocumentsOfPeriod(), DocumentsReceived(), DocumentsLate(), DataErrors(), DataCorrected(), MembersEntered(),
    MembersOnTime(),
)  # fmt: skip
