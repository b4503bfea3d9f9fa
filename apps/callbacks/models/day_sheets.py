"""The day sheet 日报 (S61): an agent's day as counted when it was handed in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Store, User


class DaySheetQuerySet(models.QuerySet["DaySheet"]):
    def visible_to(self, user: User, action: str = "callbacks.day_sheets") -> "DaySheetQuerySet":
        return limit(self, user, action, own="agent")


class DaySheet(models.Model):
    """Append-only: the figures as they stood; the remark stands in DaySheetWords."""

    store = models.ForeignKey(Store, models.PROTECT)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="day_sheets")
    day = models.DateField(_("day"))
    handed_in_at = models.DateTimeField()
    attempts = models.PositiveIntegerField()
    reached = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    outcomes = models.JSONField(default=dict)
    promises_open = models.PositiveIntegerField()
    problems = models.PositiveIntegerField()
    suggestions = models.PositiveIntegerField()
    questions = models.PositiveIntegerField()
    bad_answers = models.PositiveIntegerField()
    open_calls = models.PositiveIntegerField()
    overdue_calls = models.PositiveIntegerField()

    objects = DaySheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("day sheet")
        verbose_name_plural = _("day sheets")
        constraints = [models.UniqueConstraint(fields=["store", "agent", "day"], name="day_sheet_once")]
        indexes = [models.Index(fields=["store", "-day"], name="day_sheet_of_store")]

    def __str__(self) -> str:
        return f"{self.day} {self.agent_id}"


class DaySheetWords(models.Model):
    sheet = models.OneToOneField(DaySheet, models.PROTECT, related_name="words")
    remark = models.TextField()

    def __str__(self) -> str:
        return self.remark[:40]
