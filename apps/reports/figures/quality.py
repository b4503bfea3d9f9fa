"""How well the house keeps its records: unfinished calls, imports, reports in time (S105, S21, S70)."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.callbacks.models import Attempt, Draft
from apps.customers.models import ImportBatch, ImportConflict, Phone
from apps.duties.models import Duty
from apps.reports.figures.documents import DOCUMENTS
from apps.reports.figures.figure import Family, Figure, KeptInTime
from apps.reports.figures.frame import Frame


class Unfinished(Family):
    """Calls that were begun and never saved: a draft with a start and no attempt of the same person since."""

    dims = {"agent": F("user_id")}
    splits = (("agent",),)
    clock = "started_at"
    related = ("callback__duty", "callback__customer", "user")

    def within(self, frame: Frame) -> QuerySet[Draft]:
        saved = Attempt.objects.filter(
            callback=OuterRef("callback"), agent=OuterRef("user"), started_at__gte=OuterRef("started_at")
        )
        return Draft.objects.filter(
            ~Exists(saved),
            callback__store=frame.store,
            started_at__gte=frame.since,
            started_at__lt=frame.until,
        )


class Imports(Family):
    """Lists taken in, by the moment they were."""

    related = ("uploaded_by",)
    clock = "committed_at"

    def within(self, frame: Frame) -> QuerySet[ImportBatch]:
        return ImportBatch.objects.filter(
            store=frame.store,
            state=ImportBatch.State.COMMITTED,
            committed_at__gte=frame.since,
            committed_at__lt=frame.until,
        )


class Conflicts(Family):
    """Rows of these lists that agree with a customer in one thing and contradict in the rest."""

    related = ("customer", "batch", "decided_by")
    clock = "batch__committed_at"

    def within(self, frame: Frame) -> QuerySet[ImportConflict]:
        return ImportConflict.objects.filter(
            batch__store=frame.store,
            batch__state=ImportBatch.State.COMMITTED,
            batch__committed_at__gte=frame.since,
            batch__committed_at__lt=frame.until,
        )


class ReportsOwed(Family):
    """Reports to be submitted, by due day."""

    dims = {"report": F("kind"), "agent": F("owner_id")}
    splits = (("report",), ("agent",))
    clock = "due_day"
    by_day = True
    related = ("department", "owner")

    def within(self, frame: Frame) -> QuerySet[Duty]:
        days = (frame.period.start, frame.period.end)
        rows = Duty.objects.filter(store=frame.store, kind__startswith="report.", due_day__range=days)
        return rows.exclude(kind="report.task").exclude(state__in=[Duty.State.CANCELLED, Duty.State.EXCUSED])


UNFINISHED, IMPORTS, CONFLICTS, REPORTS_OWED = Unfinished(), Imports(), Conflicts(), ReportsOwed()


class CallsUnfinished(Figure):
    key = "data.unfinished"
    label = _("Calls begun and not saved")
    help = _("Begun in the period and left without an outcome.")
    family = UNFINISHED


class WithoutVin(Figure):
    key = "data.no_vin"
    label = _("Documents without a chassis number")
    help = _("Of the documents of the period, by document day.")
    family = DOCUMENTS
    unit = "%"

    def counted(self, frame: Frame) -> Q:
        return Q(vehicle__isnull=True) | Q(vehicle__vin="")

    def base(self, frame: Frame) -> Q:
        return Q()


class WithoutPhone(Figure):
    key = "data.no_phone"
    label = _("Documents without a usable phone")
    help = _("The customer has no number, or only ones found to be wrong.")
    family = DOCUMENTS
    unit = "%"

    def counted(self, frame: Frame) -> Q:
        usable = Phone.objects.filter(customer=OuterRef("customer")).exclude(validity=Phone.Validity.INVALID)
        return ~Q(Exists(usable))

    def base(self, frame: Frame) -> Q:
        return Q()


class ListsTakenIn(Figure):
    key = "imports.lists"
    label = _("Lists taken in")
    family = IMPORTS
    help = _("By the moment they were taken in.")


class RowsRead(Figure):
    key = "imports.rows"
    label = _("Rows read")
    help = _("Rows of the lists taken in.")
    family = IMPORTS
    summed = "read_count"


class RowsRefused(Figure):
    key = "imports.refused"
    label = _("Rows refused")
    help = _("Of the rows of the lists taken in.")
    family = IMPORTS
    unit = "%"
    summed = "refused_count"
    base_summed = "read_count"

    def base(self, frame: Frame) -> Q:
        return Q()


class RowsInConflict(Figure):
    key = "imports.conflicts"
    label = _("Rows to be compared by hand")
    help = _("They agree with a customer in one thing and contradict in the rest.")
    family = CONFLICTS


class ReportsDue(Figure):
    key = "reports.due"
    label = _("Reports due")
    help = _("By due day, without cancelled and excused ones.")
    family = REPORTS_OWED


class ReportsInTime(KeptInTime):
    key = "reports.in_time"
    label = _("Reports submitted in time")
    help = _("Of the reports due in the period (R20–R22, R50–R56).")
    family = REPORTS_OWED


FIGURES = (
    CallsUnfinished(), WithoutVin(), WithoutPhone(), ListsTakenIn(), RowsRead(), RowsRefused(), RowsInConflict(),
    ReportsDue(), ReportsInTime(),
)  # fmt: skip
