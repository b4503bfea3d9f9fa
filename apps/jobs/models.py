"""Work that is asked for: the row is the truth, Celery and Redis only ring the bell (design.md, Jobs)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import Store


class Job(models.Model):
    """One piece of background work. `kind` is the name of the Celery task that does it; `key` says why it exists."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        PARKED = "parked", _("Parked after failures")
        CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")

    OPEN = (State.ASKED, State.RUNNING)

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    store = models.ForeignKey(Store, models.CASCADE, null=True)
    slot = models.DateTimeField(null=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    not_before = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_units = models.PositiveIntegerField(default=0)
    total_units = models.PositiveIntegerField(null=True)
    phase = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="job_reason_unique")]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state__in=["asked", "running"]), name="job_open"),
            models.Index(fields=["kind", "-asked_at"], name="job_kind_recent"),
            models.Index(fields=["ended_at"], name="job_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SwitchedOff(models.Model):
    """A sweep an administrator has switched off; no row means it runs."""

    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind"], name="switched_off_once")]

    def __str__(self) -> str:
        return self.kind
