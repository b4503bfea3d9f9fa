"""The call that decides whether it was put right (S10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.callbacks.models import Attempt, Callback
from apps.complaints.models.cases import Complaint


class Verification(models.Model):
    class Result(models.TextChoices):
        OPEN = "", _("not called yet")
        SATISFIED = "satisfied", _("Satisfied")
        BASICALLY = "basically", _("Basically satisfied")
        UNSATISFIED = "unsatisfied", _("Not satisfied")
        UNREACHED = "unreached", _("Not reached")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="verifications")
    cycle = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField()
    callback = models.OneToOneField(Callback, models.PROTECT, related_name="verification")
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=12, choices=Result, blank=True, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["cycle", "round"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "cycle", "round"], name="verification_round_once")
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.result}"
