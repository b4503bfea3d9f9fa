"""Rows of a list that agree with a customer in one thing and contradict in the rest: people decide (domain.md 6)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import User
from apps.customers.models.imports import ImportBatch
from apps.customers.models.people import Customer


class ImportConflictQuerySet(models.QuerySet["ImportConflict"]):
    def visible_to(self, user: User, action: str = "customers.import") -> "ImportConflictQuerySet":
        return limit(self, user, action, store="batch__store")

    def open(self) -> "ImportConflictQuerySet":
        """Undecided, of lists that are checked or taken in."""
        states = (ImportBatch.State.PREVIEWED, ImportBatch.State.COMMITTED)
        return self.filter(decision="", batch__state__in=states)


class ImportConflict(models.Model):
    """One person of a list beside one customer. `person` is the number of that person's first row in the list.

    The rows wait among the refused until it is decided.
    """

    class Decision(models.TextChoices):
        OPEN = "", _("to be decided")
        SAME = "same", _("Same person")
        OTHER = "other", _("Another person")
        SKIP = "skip", _("Left out")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="conflicts")
    person = models.PositiveIntegerField()
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="import_conflicts")
    code = models.CharField(max_length=40)
    decision = models.CharField(max_length=5, choices=Decision, blank=True, default=Decision.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ImportConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "person", "customer"], name="import_conflict_once")
        ]
        indexes = [
            models.Index(
                fields=["batch", "person"], condition=models.Q(decision=""), name="import_conflict_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.person}"


class ImportDecision(models.Model):
    """Append-only: who decided what about a row of a list, and when."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="decisions")
    person = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    decision = models.CharField(max_length=5)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.person} {self.decision}"
