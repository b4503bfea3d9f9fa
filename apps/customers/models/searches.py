"""How much people search: a tally against trawling, never what was looked for."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store


class Span(models.TextChoices):
    MINUTE = "minute", _("in a minute")
    DAY = "day", _("in a day")


class SearchTally(models.Model):
    """A person's searches since the present minute or day of the store began; begun anew with the next one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    span = models.CharField(max_length=6, choices=Span)
    began = models.DateTimeField()
    searches = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "span"], name="search_tally_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.span} {self.searches}"


class SearchStop(models.Model):
    """Append-only: somebody searched more than is allowed and was stopped; once for each minute or day."""

    store = models.ForeignKey(Store, models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    span = models.CharField(max_length=6, choices=Span)
    most = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["store", "-at"], name="search_stop_recent")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.span} {self.at:%F %T}"
