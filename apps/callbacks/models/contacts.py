"""Contacts beside the dial: customers who call us, messages we write, recordings of what was said."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Store, User
from apps.callbacks.models.calls import Callback
from apps.customers.models import Customer


class InboundCall(models.Model):
    """A customer called us: who took it, when, and which waiting call it served (None: there was none)."""

    store = models.ForeignKey(Store, models.PROTECT)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="inbound_calls")
    callback = models.ForeignKey(Callback, models.PROTECT, null=True, related_name="inbound_calls")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="inbound_by_person")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.at:%F %R}"


class SentMessage(models.Model):
    """Append-only: somebody sent a text message or a letter about a call; what it said stands in its words."""

    class Kind(models.TextChoices):
        SMS = "sms", _("Text message")
        LETTER = "letter", _("Letter")

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.callback_id} {self.kind}"


class SentMessageWords(models.Model):
    message = models.OneToOneField(SentMessage, models.PROTECT, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:40]


class RecordingQuerySet(models.QuerySet["Recording"]):
    def visible_to(self, user: User, action: str = "callbacks.recordings") -> "RecordingQuerySet":
        return limit(
            self, user, action, store="callback__store", own=("callback__duty__owner", "uploaded_by")
        )


class Recording(models.Model):
    """A recording of a call 回访录音: the file lies outside every public folder; erased ones have no path."""

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="recordings")
    path = models.CharField(max_length=80, blank=True)
    media_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = RecordingQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.callback_id} {self.media_type}"
