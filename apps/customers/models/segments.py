"""Groups of customers by saved filters (S93). The filters are names and values; who is in it is always worked out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Store, User


class SegmentQuerySet(models.QuerySet["Segment"]):
    def visible_to(self, user: User, action: str = "customers.segments") -> "SegmentQuerySet":
        return limit(self, user, action)


class Segment(models.Model):
    """`count` is what the last look found, at `counted_at`; opening the segment counts anew."""

    store = models.ForeignKey(Store, models.PROTECT)
    name = models.CharField(_("name"), max_length=60)
    filters = models.JSONField(default=dict)
    count = models.PositiveIntegerField(null=True)
    counted_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["store", "name"], name="segment_name_unique")]

    def __str__(self) -> str:
        return self.name
