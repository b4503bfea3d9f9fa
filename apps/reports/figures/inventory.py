"""The complaint inventory 盘点 as figures (S69): carried over + new − struck off = open at the end."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.complaints.models import Complaint, ComplaintMove
from apps.reports.figures.complaints import open_just_before
from apps.reports.figures.figure import Family, Figure
from apps.reports.figures.frame import Frame

OPEN = Complaint.OPEN


class OpenAtStart(Family):
    """Complaints that were open when the period began."""

    dims = {"department": F("department_id"), "category": F("category_id")}
    splits = (("department",), ("category",), ("department", "category"))
    related = ("category", "department", "customer", "recorded_by")

    def within(self, frame: Frame) -> QuerySet[Complaint]:
        return open_just_before(frame.store, frame.since)


class Turns(Family):
    """Moves that made a complaint open or ended that, by their moment."""

    dims = {"department": F("complaint__department_id"), "category": F("complaint__category_id")}
    splits = (("department",), ("category",), ("department", "category"))
    clock = "at"
    related = ("complaint__category", "complaint__department", "complaint__customer", "by")

    def within(self, frame: Frame) -> QuerySet[ComplaintMove]:
        return ComplaintMove.objects.filter(
            complaint__store=frame.store, at__gte=frame.since, at__lt=frame.until
        )


OPEN_AT_START, TURNS = OpenAtStart(), Turns()


class CarriedOver(Figure):
    key = "inventory.carried"
    label = _("Carried over")
    help = _("Open when the period began.")
    family = OPEN_AT_START


class NewlyOpen(Figure):
    key = "inventory.new"
    label = _("Newly open")
    help = _("Registered or opened again in the period.")
    family = TURNS

    def counted(self, frame: Frame) -> Q:
        return Q(new__in=OPEN) & ~Q(old__in=OPEN)


class StruckOff(Figure):
    key = "inventory.struck"
    label = _("Struck off")
    help = _(
        "Closed or not upheld in the period. Carried over and newly open less these are open at the end."
    )
    family = TURNS

    def counted(self, frame: Frame) -> Q:
        return Q(old__in=OPEN) & ~Q(new__in=OPEN)


FIGURES = (CarriedOver(), NewlyOpen(), StruckOff())
