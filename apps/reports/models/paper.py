"""A report as it was handed in: words by department, the frozen paper and its seal, whom it went to, who read it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department
from apps.callbacks.models import Attempt
from apps.complaints.models import Complaint
from apps.reports.models.issues import Issue


class DepartmentWords(models.Model):
    """问题 and 建议 the preparer writes for one department (S19)."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="department_words")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    problems = models.TextField(_("problems"), blank=True)
    suggestions = models.TextField(_("suggestions"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "department"], name="report_words_once")]

    def __str__(self) -> str:
        return self.problems[:40]


class Paper(models.Model):
    """What a submitted report says beside its numbers: definitions, names, rule values, the preparer's words.

    Content: an erased person's words go from it. `Seal` tells whether it is still what was signed.
    """

    issue = models.OneToOneField(Issue, models.PROTECT, related_name="paper")
    body = models.TextField()

    def __str__(self) -> str:
        return str(self.issue_id)


class PaperVoice(models.Model):
    """What one customer said, as a submitted report holds it; the words go when the person is erased."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("Customer's problem")
        SUGGESTION = "suggestion", _("Customer's suggestion")

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="voices")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    about = models.JSONField(default=dict)
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, related_name="+")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    area = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "position"], name="report_voice_once")]

    def __str__(self) -> str:
        return self.text[:40]


class Seal(models.Model):
    """Append-only: the fingerprints (SHA-256) of the numbers and of the paper at the moment of submission."""

    issue = models.OneToOneField(Issue, models.PROTECT, related_name="seal")
    numbers = models.CharField(max_length=64)
    paper = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.paper


class Recipient(models.Model):
    """Whom a submitted report was sent to, by the posts of that day."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="addressed")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "user"], name="report_recipient_once")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.user_id}"


class Receipt(models.Model):
    """A recipient has opened the submitted report."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="receipts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "user"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.user_id}"
