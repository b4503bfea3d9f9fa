"""How often our tables were compared with the CRM, and what differed (S100)."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.reports.figures.figure import Family, Figure
from apps.reports.figures.frame import Frame
from apps.reports.models import CrmCheck

Table = CrmCheck.Table


class Comparisons(Family):
    """The last comparison of each table and day of the period."""

    clock = "day"
    by_day = True
    related = ("checked_by",)

    def within(self, frame: Frame) -> QuerySet[CrmCheck]:
        days = (frame.period.start, frame.period.end)
        rows = CrmCheck.objects.newest().filter(store=frame.store, day__range=days)
        return rows.annotate(differing_rows=F("only_there") + F("only_here"))


COMPARISONS = Comparisons()


class ComplaintsCompared(Figure):
    key = "crm.complaints"
    label = _("Days of complaints compared with the CRM")
    help = _("Days of the period whose complaints were compared with the list of the CRM (S100).")
    family = COMPARISONS

    def counted(self, frame: Frame) -> Q:
        return Q(table=Table.COMPLAINTS)


class ComplaintsDiffering(ComplaintsCompared):
    key = "crm.complaints_differing"
    label = _("Complaints in one of the two tables only")
    help = _("Differences of the last comparison of each day.")
    summed = "differing_rows"


class InquiriesCompared(Figure):
    key = "crm.inquiries"
    label = _("Days of consultation compared with the CRM")
    help = _(
        "Days of the period whose questions and suggestions were compared with the list of the CRM (S100)."
    )
    family = COMPARISONS

    def counted(self, frame: Frame) -> Q:
        return Q(table=Table.INQUIRIES)


class InquiriesDiffering(InquiriesCompared):
    key = "crm.inquiries_differing"
    label = _("Questions in one of the two tables only")
    help = _("Differences of the last comparison of each day.")
    summed = "differing_rows"


FIGURES = (ComplaintsCompared(), ComplaintsDiffering(), InquiriesCompared(), InquiriesDiffering())
