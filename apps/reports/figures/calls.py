"""Callbacks by their due day, attempts by the moment of the call (R28, R30)."""

from enum import IntEnum

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.callbacks.models import Attempt, Callback
from apps.duties.models import Duty
from apps.reports.figures.figure import Family, Figure
from apps.reports.figures.frame import Frame

FOLLOW_UPS = (Callback.Kind.DELIVERY, Callback.Kind.REPAIR)
DUTY_KINDS = tuple(f"callback.{kind}" for kind in FOLLOW_UPS)
REACHED = (Callback.State.COMPLETED, Callback.State.REFUSED)
State = Duty.State

CANCELLED = Q(duty__state=State.CANCELLED) | Q(state=Callback.State.CANCELLED)
UNREACHABLE = Q(duty__state=State.EXCUSED, duty__cause=Duty.Cause.UNREACHABLE)


class Fate(IntEnum):
    """What became of a call that fell due: each has exactly one (R30)."""

    CANCELLED = 1
    UNREACHABLE = 2
    EXCUSED = 3
    REACHED = 4
    KEPT = 5
    LATE = 6
    OVERDUE = 7
    WAITING = 8


class Contact(IntEnum):
    """How far the attempts came, whenever they were made."""

    MET = 2
    TRIED = 1
    NONE = 0


TRIES = Attempt.objects.filter(callback=OuterRef("pk"))
# A miss belongs to the owner at the cut-off alone: whoever does unowned work late has not missed it.
ANSWERS_FOR = Case(
    When(duty__state=State.MISSED, then=F("duty__responsible_id")),
    default=Coalesce("duty__responsible_id", "duty__owner_id"),
)
FATE = Case(
    When(CANCELLED, then=Value(Fate.CANCELLED)),
    When(UNREACHABLE, then=Value(Fate.UNREACHABLE)),
    When(duty__state=State.EXCUSED, then=Value(Fate.EXCUSED)),
    When(duty__state=State.KEPT, state__in=REACHED, then=Value(Fate.REACHED)),
    When(duty__state=State.KEPT, then=Value(Fate.KEPT)),
    When(duty__state=State.MISSED, duty__settled_at__isnull=False, then=Value(Fate.LATE)),
    When(duty__state=State.MISSED, then=Value(Fate.OVERDUE)),
    default=Value(Fate.WAITING),
)
CONTACT = Case(
    When(Exists(TRIES.filter(reached=True)), then=Value(Contact.MET)),
    When(Exists(TRIES), then=Value(Contact.TRIED)),
    default=Value(Contact.NONE),
)


class CallsDue(Family):
    """Delivery and repair callbacks whose duty was due in the period; the agent is who answers for the duty."""

    dims = {"kind": F("kind"), "agent": ANSWERS_FOR}
    facts = {"fate": FATE, "contact": CONTACT}
    splits = (("kind",), ("agent",), ("kind", "agent"))
    clock = "duty__due_day"
    by_day = True
    related = ("duty__owner", "duty__responsible", "customer")

    def within(self, frame: Frame) -> QuerySet[Callback]:
        return Callback.objects.filter(
            store=frame.store,
            kind__in=FOLLOW_UPS,
            duty__store=frame.store,
            duty__kind__in=DUTY_KINDS,
            duty__due_day__range=(frame.period.start, frame.period.end),
        )


CALLS_DUE = CallsDue()
DUE = tuple(fate for fate in Fate if fate not in (Fate.CANCELLED, Fate.EXCUSED))


class Due(Figure):
    key = "calls.due"
    label = _("Callbacks due")
    help = _("By due day, without cancelled and excused ones.")
    family = CALLS_DUE
    only = {"fate": DUE}


class OnTime(Figure):
    key = "calls.on_time"
    label = _("On time")
    help = _("Done before the due moment.")
    family = CALLS_DUE
    only = {"fate": (Fate.REACHED, Fate.KEPT)}


class Late(Figure):
    key = "calls.late"
    label = _("Done late")
    help = _("Done, but after the due moment.")
    family = CALLS_DUE
    only = {"fate": (Fate.LATE,)}


class Unreachable(Figure):
    key = "calls.unreachable"
    label = _("Unreachable, accepted")
    help = _("Enough attempts before the due moment, or no right number: nobody answers for it.")
    family = CALLS_DUE
    only = {"fate": (Fate.UNREACHABLE,)}


class Overdue(Figure):
    key = "calls.overdue"
    label = _("Overdue, still open")
    help = _("The due moment has passed and the call is not done.")
    family = CALLS_DUE
    only = {"fate": (Fate.OVERDUE,)}


class Waiting(Figure):
    key = "calls.waiting"
    label = _("Not due yet")
    help = _("To be called, the due moment is still to come.")
    family = CALLS_DUE
    only = {"fate": (Fate.WAITING,)}


class Excused(Figure):
    key = "calls.excused"
    label = _("Excused")
    help = _("Late document, absence, outage or a manager's decision: left out of the rates.")
    family = CALLS_DUE
    only = {"fate": (Fate.EXCUSED,)}


class Cancelled(Figure):
    key = "calls.cancelled"
    label = _("Cancelled")
    help = _("Document voided, duplicate or not to be called: left out of the rates.")
    family = CALLS_DUE
    only = {"fate": (Fate.CANCELLED,)}


class CallsRate(Figure):
    family = CALLS_DUE
    unit = "%"
    trended = True
    only_of = {"fate": DUE}

    def base(self, frame: Frame) -> Q:
        return Q()


class Completion(CallsRate):
    key = "calls.completion"
    label = _("Completion rate")
    target = "target.completion"
    help = _("On time or accepted as unreachable, of those due (R30).")
    only = {"fate": (Fate.REACHED, Fate.KEPT, Fate.UNREACHABLE)}


class OnTimeReach(CallsRate):
    key = "calls.on_time_reach"
    label = _("On-time rate")
    target = "target.on_time"
    help = _("Customer reached before the due moment, of those due (R30).")
    only = {"fate": (Fate.REACHED,)}


class Reach(CallsRate):
    key = "calls.reach"
    label = _("Reach rate")
    target = "target.reach"
    help = _("Customers reached, of those tried at least once (R30).")
    only = {"fate": DUE, "contact": (Contact.MET,)}
    only_of = {"fate": DUE, "contact": (Contact.MET, Contact.TRIED)}


class Attempts(Family):
    """Dials by the moment they started; the agent is who dialled."""

    dims = {"kind": F("callback__kind"), "agent": F("agent_id")}
    splits = (("kind",), ("agent",))
    clock = "started_at"
    related = ("callback__duty", "callback__customer", "agent", "outcome")

    def within(self, frame: Frame) -> QuerySet[Attempt]:
        return Attempt.objects.filter(
            callback__store=frame.store, started_at__gte=frame.since, started_at__lt=frame.until
        )


ATTEMPTS = Attempts()


class AttemptsMade(Figure):
    key = "attempts.made"
    label = _("Attempts")
    help = _("Dials, by the moment of the call.")
    family = ATTEMPTS


class AttemptsReached(Figure):
    key = "attempts.reached"
    label = _("Attempts that reached somebody")
    help = _("By the moment of the call, whatever came of it.")
    family = ATTEMPTS

    def counted(self, frame: Frame) -> Q:
        return Q(reached=True)


class AttemptsOffWindow(Figure):
    key = "attempts.off_window"
    label = _("Attempts outside the calling windows")
    help = _("With a reason given; attempts no window applies to are not counted.")
    family = ATTEMPTS

    def counted(self, frame: Frame) -> Q:
        return Q(in_window=False) & ~Q(off_window_code="")


class AttemptsEnteredLater(Figure):
    key = "attempts.entered_later"
    label = _("Attempts entered later")
    help = _("Calls made on paper or during an outage and entered by a manager.")
    family = ATTEMPTS

    def counted(self, frame: Frame) -> Q:
        return Q(entered_later=True)


FIGURES = (
    Due(), OnTime(), Late(), Unreachable(), Overdue(), Waiting(), Excused(), Cancelled(), Completion(), OnTimeReach(),
    Reach(), AttemptsMade(), AttemptsReached(), AttemptsOffWindow(), AttemptsEnteredLater(),
)  # fmt: skip
