"""Saves that can still be taken back: nothing is a fact before the row has been recorded (ux.md 3)."""

from django.conf import settings
from django.db import models

from apps.callbacks.models.calls import Callback


class HeldSave(models.Model):
    """One saved page of a call, with its words; it goes when it is recorded or taken back.

    `held_at` is the moment of the save; a call finished in the same dial has the first one's row as `leader`.
    """

    callback = models.OneToOneField(Callback, models.CASCADE, related_name="held")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    held_at = models.DateTimeField()
    request_key = models.UUIDField()
    leader = models.ForeignKey("self", models.CASCADE, null=True, related_name="joined")

    class Meta:
        indexes = [models.Index(fields=["held_at"], name="held_oldest_first")]

    def __str__(self) -> str:
        return f"{self.callback_id} {self.held_at:%F %T}"
