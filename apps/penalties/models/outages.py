"""Times at which the program was down: what fell due in them is nobody's miss (domain.md 4.0)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Store, User


class OutageQuerySet(models.QuerySet["Outage"]):
    def visible_to(self, user: User, action: str = "penalties.outages") -> "OutageQuerySet":
        return limit(self, user, action)

    def standing(self) -> "OutageQuerySet":
        """Those nobody took back."""
        return self.filter(withdrawn_at__isnull=True)


class Outage(models.Model):
    """From and until, both included; entered by a person, taken back but never deleted."""

    store = models.ForeignKey(Store, models.PROTECT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="outage_ends_after_start")
        ]
        indexes = [models.Index(fields=["store", "ends_at"], name="outage_of_store")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
