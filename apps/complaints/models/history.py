"""Who moved a complaint, when and why: append-only facts, words beside."""

from django.conf import settings
from django.db import models

from apps.complaints.models.cases import Complaint


class ComplaintMove(models.Model):
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="moves")
    what = models.CharField(max_length=16)
    old = models.CharField(max_length=10, blank=True)
    new = models.CharField(max_length=10)
    cycle = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, blank=True)
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("accounts.Department", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at"], name="complaint_move_period")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.what}"


class ComplaintMoveWords(models.Model):
    move = models.OneToOneField(ComplaintMove, models.PROTECT, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:40]


class LevelChange(models.Model):
    """Append-only: level and escalation over time; R12 reads the moment it became major or left the house."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="level_changes")
    old_level = models.CharField(max_length=8)
    new_level = models.CharField(max_length=8)
    old_escalation = models.CharField(max_length=12)
    new_escalation = models.CharField(max_length=12)
    ground = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.new_level}"


class ClosedCycle(models.Model):
    """Append-only: how one cycle ended. Reopening starts a new cycle and leaves this row, so old figures stay."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="closed_cycles")
    cycle = models.PositiveSmallIntegerField()
    department = models.ForeignKey("accounts.Department", models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField()
    closing = models.CharField(max_length=12, choices=Complaint.Closing)
    late_by = models.CharField(max_length=12, choices=Complaint.LateBy, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["cycle"]
        constraints = [models.UniqueConstraint(fields=["complaint", "cycle"], name="complaint_cycle_once")]
        indexes = [models.Index(fields=["closed_at"], name="complaint_cycle_closed")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.closing}"
