"""What customers asked and suggested, and how soon they were answered (S57, S66, S100, R44)."""

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _

from apps.callbacks.models import Inquiry
from apps.duties.models import Duty
from apps.reports.figures.figure import Family, Figure
from apps.reports.figures.frame import Frame


class Inquiries(Family):
    """Questions and suggestions by the moment they were raised; `area` is the kind of department they concern."""

    dims = {
        "inquiry": F("kind"),
        "area": NullIf(F("department_kind"), Value("")),
        "agent": F("attempt__agent_id"),
    }
    splits = (("inquiry",), ("area",), ("inquiry", "area"), ("agent",))
    clock = "raised_at"
    related = ("duty__owner", "callback__customer", "attempt__agent")

    def within(self, frame: Frame) -> QuerySet[Inquiry]:
        return Inquiry.objects.filter(
            store=frame.store, raised_at__gte=frame.since, raised_at__lt=frame.until
        ).exclude(duty__state=Duty.State.CANCELLED)


INQUIRIES = Inquiries()
SUGGESTION = Q(kind=Inquiry.Kind.SUGGESTION)


class InquiryFigure(Figure):
    family = INQUIRIES
    splits = (("inquiry",), ("area",), ("inquiry", "area"))


class Raised(InquiryFigure):
    key = "inquiries.raised"
    label = _("Questions and suggestions")
    help = _("By the moment of the call in which they were raised.")
    splits = None
    trended = True


class Answered(InquiryFigure):
    key = "inquiries.answered"
    label = _("of these answered")
    help = _("Answered by now, of those raised in the period.")
    unit = "%"
    splits = None

    def counted(self, frame: Frame) -> Q:
        return Q(answered_at__isnull=False)

    def base(self, frame: Frame) -> Q:
        return Q()


class SameDay(InquiryFigure):
    key = "inquiries.same_day"
    label = _("Answered the same day")
    help = _(
        "Answered before the due moment, of those raised in the period without excused ones (R44: until 24:00)."
    )
    unit = "%"
    target = "target.same_day"
    trended = True

    def counted(self, frame: Frame) -> Q:
        return Q(duty__state=Duty.State.KEPT)

    def base(self, frame: Frame) -> Q:
        return ~Q(duty__state=Duty.State.EXCUSED)


class StillWaiting(InquiryFigure):
    key = "inquiries.open"
    label = _("Still without an answer")
    help = _("Raised in the period, not answered by now.")

    def counted(self, frame: Frame) -> Q:
        return Q(answered_at__isnull=True)


class Adopted(InquiryFigure):
    key = "inquiries.adopted"
    label = _("Suggestions adopted")
    help = _("Of the suggestions that were decided (S66).")
    unit = "%"
    splits = (("area",),)

    def counted(self, frame: Frame) -> Q:
        return SUGGESTION & Q(adopted=True)

    def base(self, frame: Frame) -> Q:
        return SUGGESTION & Q(adopted__isnull=False)


FIGURES = (Raised(), Answered(), SameDay(), StillWaiting(), Adopted())
