"""Penalties and rewards of the months a period touches, by rule (S17, S95)."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.penalties.models import Penalty
from apps.reports.figures.figure import Family, Figure
from apps.reports.figures.frame import Frame

State = Penalty.State
# A closed month stays: what was reversed later still counts there, its counter-row in the month of the reversal (S14).
STANDING = Q(state__in=[*Penalty.COUNTED, State.REVERSED])
COUNTER_ROW = Q(kind=Penalty.Kind.REVERSAL)


class Penalties(Family):
    dims = {"rule": F("kind")}
    splits = (("rule",),)
    related = ("subject",)

    def within(self, frame: Frame) -> QuerySet[Penalty]:
        months = (frame.period.start.replace(day=1), frame.period.end)
        return Penalty.objects.filter(store=frame.store, month__range=months)


PENALTIES = Penalties()


class PenaltyFigure(Figure):
    family = PENALTIES


class PenaltiesProposed(PenaltyFigure):
    key = "penalties.proposed"
    label = _("Penalties proposed")
    help = _("All of the month, whatever was decided.")


class PenaltiesConfirmed(PenaltyFigure):
    key = "penalties.confirmed"
    label = _("Penalties confirmed")
    help = _("Confirmed, upheld or settled by now; one reversed later still counts in its closed month.")

    def counted(self, frame: Frame) -> Q:
        return STANDING & ~COUNTER_ROW


class PenaltiesRefused(PenaltyFigure):
    key = "penalties.refused"
    label = _("Rejected, waived or reversed")
    help = _("Decided against by now; a reversal counts in the month in which it was made.")

    def counted(self, frame: Frame) -> Q:
        return Q(state__in=[State.REJECTED, State.WAIVED]) | (STANDING & COUNTER_ROW)


class PenaltiesAmount(PenaltyFigure):
    key = "penalties.amount"
    label = _("Amount confirmed")
    help = _(
        "In CNY, as on the month sheets: rewards and the reversals of the month are deducted, points and records"
        " left out."
    )
    unit = "CNY"
    summed = "amount"

    def counted(self, frame: Frame) -> Q:
        return STANDING & Q(mode=Penalty.Mode.MONEY)


FIGURES = (PenaltiesProposed(), PenaltiesConfirmed(), PenaltiesRefused(), PenaltiesAmount())
