"""What people are told: one row per person and reason."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store


class Notice(models.Model):
    """A sentence for one person. `title` is an English source sentence with %(name)s places, translated when shown;
    `params` hold numbers and kinds, never a customer's data."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    store = models.ForeignKey(Store, models.CASCADE, null=True)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once_per_reason")]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["user", "-at"], name="notice_recent"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """The notice in the reader's language; a place that has no value stays visible instead of failing."""
        words = {
            name: gettext(value) if value and isinstance(value, str) else value
            for name, value in self.params.items()
        }
        return gettext(self.title) % words if words else gettext(self.title)
