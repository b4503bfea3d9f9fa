"""What a customer has agreed to, and what was handed to them (PIPL 14, 15, 45): rows that are only ever added."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.customers.models.people import Customer


class Consent(models.Model):
    """Given or withdrawn, at a moment, with its evidence; the newest row of a matter is what holds."""

    class Matter(models.TextChoices):
        CARE = "care", _("Calls and messages of customer care")
        RECORDING = "recording", _("Recording of calls")
        MARKETING = "marketing", _("Advertising")
        SHARING = "sharing", _("Passing data to the manufacturer")

    class Channel(models.TextChoices):
        PAPER = "paper", _("Signed paper")
        PHONE = "phone", _("By phone")
        COUNTER = "counter", _("At the counter")
        ONLINE = "online", _("Online")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="consents")
    matter = models.CharField(_("matter"), max_length=12, choices=Matter)
    given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("when"))
    channel = models.CharField(_("how"), max_length=8, choices=Channel)
    evidence = models.CharField(_("evidence"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.matter} {self.given}"


class DataCopy(models.Model):
    """All data of a person was handed out (PIPL 45)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="data_copies")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)

    def __str__(self) -> str:
        return f"{self.customer_id} {self.at:%F %R}"


class Note(models.Model):
    """A remark people leave for each other on a customer."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:40]
