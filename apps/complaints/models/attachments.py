"""Photos, letters and recordings of a complaint (S08, S10): files outside every public folder."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.complaints.models.cases import Complaint


class Attachment(models.Model):
    """`name` is what the person called the file: content. Erased or removed ones have no path."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="attachments")
    name = models.CharField(_("name"), max_length=120, blank=True)
    path = models.CharField(max_length=80, blank=True)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.name or str(self.pk)

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def is_sound(self) -> bool:
        return self.media_type.startswith("audio/")
