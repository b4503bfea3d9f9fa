"""What is done for the customer beside the answer: visits (S101), compensation (S103), the investigation (S82)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.complaints.models.cases import Complaint


class Visit(models.Model):
    """Somebody went to see the customer. `result` is content."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="visits")
    visited_at = models.DateTimeField(_("visited at"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    result = models.TextField(_("result"))
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-visited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visited_at__lte=F("recorded_at")), name="visit_not_in_the_future"
            )
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.visited_at:%Y-%m-%d}"


class Compensation(models.Model):
    """Asked for by one, decided by another; above the limit only the general manager decides."""

    class Kind(models.TextChoices):
        MONEY = "money", _("Money")
        DISCOUNT = "discount", _("Discount")
        SERVICE = "service", _("Free service")
        GOODS = "goods", _("Goods")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="compensations")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    amount = models.DecimalField(_("amount, CNY"), max_digits=10, decimal_places=2)
    what = models.TextField(_("what the customer gets, and why"))
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="compensation_is_something"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="compensation_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state="asked") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="compensation_decision_is_whole",
            ),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(state="asked"), name="compensation_one_question_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["decided_at"], condition=Q(state="approved"), name="compensation_paid")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class Investigation(models.Model):
    """The investigation report 投诉调查报告: written by the handling side or customer care, finished once."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="investigation")
    course = models.TextField(_("course of events"), blank=True)
    findings = models.TextField(_("findings"), blank=True)
    conclusion = models.TextField(_("cause and responsibility"), blank=True)
    prevention = models.TextField(_("so that it does not happen again"), blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.complaint_id)


class TypicalCase(models.Model):
    """A complaint told without names, for training (S106). It stays when the customer is erased."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="typical")
    title = models.CharField(_("title"), max_length=80)
    story = models.TextField(_("what happened, without names"))
    lesson = models.TextField(_("what we learn from it"))
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-told_at"]

    def __str__(self) -> str:
        return self.title
