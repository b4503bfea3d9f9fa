"""Customer data checked three times after a delivery (S24): by the consultant, face to face, and by phone."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.audit import tracked
from apps.customers.models.orders import Order


@tracked()
class DataCheck(models.Model):
    """One mark of the chain: who looked at the data, when, and what was wrong. A later look replaces it."""

    class Step(models.TextChoices):
        CONSULTANT = "consultant", _("Consultant at delivery")
        SHOWROOM = "showroom", _("Face-to-face interview")
        PHONE = "phone", _("Check by phone")

    class Field(models.TextChoices):
        NAME = "name", _("Name")
        PHONE = "phone", _("Phone")
        VIN = "vin", "VIN"
        PLATE = "plate", _("Plate")
        ADDRESS = "address", _("Address")

    order = models.ForeignKey(Order, models.PROTECT, related_name="data_checks")
    step = models.CharField(_("check"), max_length=10, choices=Step)
    at = models.DateTimeField(_("checked at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    wrong = ArrayField(models.CharField(max_length=10, choices=Field), default=list)
    words = models.CharField(_("what was changed"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("data check")
        verbose_name_plural = _("data checks")
        constraints = [models.UniqueConstraint(fields=["order", "step"], name="data_check_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.step}"

    @property
    def wrong_words(self) -> list[str]:
        """The wrong details in the reader's language."""
        labels = dict(self.Field.choices)
        return [str(labels.get(field, field)) for field in self.wrong]
