"""Problems of reports that departments were asked to put right: given, in time, still open (S17, S19)."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.duties.models import DutyEvent
from apps.reports.figures.ageing import ComplaintDuties
from apps.reports.figures.figure import Family, Figure, KeptInTime
from apps.reports.figures.frame import Frame
from apps.reports.models import Task


class Given(Family):
    """Tasks by the moment they were given; what was taken back counts nowhere."""

    dims = {"department": F("department_id")}
    splits = (("department",),)
    clock = "raised_at"
    related = ("department", "duty__owner", "issue")

    def within(self, frame: Frame) -> QuerySet[Task]:
        rows = Task.objects.filter(store=frame.store, raised_at__gte=frame.since, raised_at__lt=frame.until)
        return rows.exclude(duty__state="cancelled")


class OpenTasks(Family):
    """Tasks that waited for an answer when the period ended."""

    dims = Given.dims
    splits = Given.splits
    related = Given.related

    def within(self, frame: Frame) -> QuerySet[Task]:
        waiting = Q(answered_at=None) | Q(answered_at__gte=frame.until)
        taken_back = DutyEvent.objects.filter(duty=OuterRef("duty"), what="cancel", at__lt=frame.until)
        rows = Task.objects.filter(waiting, store=frame.store, raised_at__lt=frame.until)
        return rows.filter(~Exists(taken_back))


GIVEN, OPEN_TASKS, TASKS_DUE = Given(), OpenTasks(), ComplaintDuties("improvement.answer")


class TasksGiven(Figure):
    key = "tasks.given"
    label = _("Tasks given to departments")
    help = _("Problems of reports that a department was asked to put right, by the moment they were given.")
    family = GIVEN


class TasksInTime(KeptInTime):
    key = "tasks.in_time"
    label = _("Tasks answered in time")
    help = _("Of the tasks due in the period.")
    family = TASKS_DUE


class TasksOpen(Figure):
    key = "tasks.open_at_end"
    label = _("Tasks open at the end")
    help = _("Without the department's answer when the period ended.")
    family = OPEN_TASKS


class TasksOverdue(Figure):
    key = "tasks.overdue"
    label = _("of these overdue")
    help = _("Open at the end, and the day named had passed.")
    family = OPEN_TASKS

    def counted(self, frame: Frame) -> Q:
        return Q(duty__due_at__lte=frame.seen_from)


FIGURES = (TasksGiven(), TasksInTime(), TasksOpen(), TasksOverdue())
