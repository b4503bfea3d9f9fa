"""Lists of calls people have put by: filters, columns and order as they stand in the URL, under a name."""

from django.conf import settings
from django.db import models


class SavedList(models.Model):
    """`query` is the part of the URL behind the question mark, without the page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_list_once")]

    def __str__(self) -> str:
        return self.name
