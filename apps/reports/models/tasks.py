"""A problem of a report becomes a task for a department (S19); rectification sheets (S35) are a later system."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Department, Store, User
from apps.duties.models import Duty
from apps.reports.models.issues import Issue


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User, action: str = "reports.tasks") -> "TaskQuerySet":
        return limit(self, user, action, department="department", own="duty__owner")

    def open(self) -> "TaskQuerySet":
        return self.filter(answered_at__isnull=True).exclude(duty__state=Duty.State.CANCELLED)


class Task(models.Model):
    """A problem of a report that a department has to put right and answer for; due moment and owner are the duty's."""

    store = models.ForeignKey(Store, models.PROTECT)
    issue = models.ForeignKey(Issue, models.PROTECT, related_name="tasks")
    department = models.ForeignKey(Department, models.PROTECT, related_name="report_tasks")
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="report_task")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task from a report")
        verbose_name_plural = _("tasks from reports")
        indexes = [models.Index(fields=["department", "-raised_at"], name="report_task_recent")]

    def __str__(self) -> str:
        return self.duty.title

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.duty.state != Duty.State.CANCELLED


class TaskWords(models.Model):
    """The problem as it was given, and what the department did about it."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="words")
    problem = models.TextField()
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.problem[:40]
