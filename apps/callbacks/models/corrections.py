"""Numbers and data a call found wrong (S24): an item for the information clerk."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store
from apps.callbacks.models.calls import Callback
from apps.customers.models import Phone


class Correction(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("To be corrected")
        DONE = "done", _("Corrected")
        HOPELESS = "hopeless", _("Cannot be corrected")

    store = models.ForeignKey(Store, models.PROTECT)
    callback = models.ForeignKey(Callback, models.PROTECT, related_name="corrections")
    phone = models.ForeignKey(Phone, models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["callback", "field"], condition=Q(state="open"), name="correction_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.callback_id} {self.field}"
