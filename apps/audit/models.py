"""What was asked of the house, and the seals over its facts: both append-only (S28)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Act(models.Model):
    """A page somebody asked to change something and that did not refuse: who, when, which page, which object.

    `request` also stands in every fact and change event the same request wrote.
    """

    request = models.CharField(max_length=36, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    page = models.CharField(max_length=80)
    object = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="act_by_moment"),
            models.Index(fields=["by", "-at"], name="act_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.object}"


class Seal(models.Model):
    """Rows of one table as they stood: their keys, a digest of each, and the seal before this one.

    Below `settled` no row can still appear; `seen` becomes settled once every transaction before `horizon` has ended.
    """

    at = models.DateTimeField()
    table = models.CharField(max_length=63)
    columns = ArrayField(models.CharField(max_length=63))
    ids = ArrayField(models.BigIntegerField())
    digests = models.BinaryField()
    settled = models.BigIntegerField()
    seen = models.BigIntegerField()
    horizon = models.BigIntegerField()
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["table", "-id"], name="seal_by_table")]

    def __str__(self) -> str:
        return f"{self.pk} {self.table}"
