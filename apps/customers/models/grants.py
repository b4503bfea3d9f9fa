"""Taking out more rows than a person may alone: asked for by one, decided by another (S28)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store


class ExportGrant(models.Model):
    """So many rows beyond the daily quota, for a reason that names nobody; `until` bounds what a yes is worth."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for a second person")
        ALLOWED = "allowed", _("Allowed")
        REFUSED = "refused", _("Not allowed")

    store = models.ForeignKey(Store, models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="grant_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("by")),
                name="grant_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.rows} {self.state}"
