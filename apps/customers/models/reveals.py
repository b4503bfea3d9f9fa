"""Who saw a full number and who took data out: append-only."""

from django.conf import settings
from django.db import models

from apps.accounts.models import Store
from apps.customers.models.people import Phone


class Reveal(models.Model):
    """Somebody saw the full number of a phone row, at a moment, for a reason (code, and the row it hangs on)."""

    store = models.ForeignKey(Store, models.PROTECT)
    phone = models.ForeignKey(Phone, models.PROTECT, related_name="reveals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    code = models.CharField(max_length=20)
    object_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="reveal_by_person")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.at:%F %T}"


class ExportLog(models.Model):
    """Somebody took rows out of the house."""

    store = models.ForeignKey(Store, models.PROTECT)
    what = models.CharField(max_length=40)
    rows = models.PositiveIntegerField()
    filters = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="export_by_person")]

    def __str__(self) -> str:
        return f"{self.what} {self.rows}"
