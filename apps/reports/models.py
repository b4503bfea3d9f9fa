"""Weekly, ten-day and monthly reports (domain.md 4.4, S15–S19): drafts by job, words and signatures by people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Store, User
from apps.core.worktime import Period
from apps.duties.models import Duty


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: User, action: str = "reports.read") -> "IssueQuerySet":
        return limit(self, user, action, department="store__departments")


class Issue(models.Model):
    """One version of one report for one period."""

    class Kind(models.TextChoices):
        WEEK = "week", _("Weekly report")
        XUN = "xun", _("Ten-day report")
        MONTH = "month", _("Monthly report")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        BUILDING = "building", _("Being built")
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        SUBMITTED = "submitted", _("Submitted")
        SUPERSEDED = "superseded", _("Replaced by a newer version")

    store = models.ForeignKey(Store, models.PROTECT)
    kind = models.CharField(max_length=8, choices=Kind)
    start = models.DateField()
    end = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=State, default=State.SCHEDULED)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="report_issues")
    built_at = models.DateTimeField(null=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["store", "kind", "start", "number"], name="report_version_once"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("prepared_by")),
                name="report_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                name="report_submitted_has_moment",
            ),
        ]
        indexes = [models.Index(fields=["store", "-end", "kind"], name="report_recent")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start}"

    @property
    def period(self) -> Period:
        return Period(kind=self.kind, start=self.start, end=self.end)


class IssueWords(models.Model):
    """The preparer's text and the reviewer's remark."""

    issue = models.OneToOneField(Issue, models.PROTECT, related_name="words")
    problems = models.TextField(_("problems"), blank=True)
    suggestions = models.TextField(_("suggestions"), blank=True)
    remark = models.TextField(_("reviewer's remark"), blank=True)

    def __str__(self) -> str:
        return self.problems[:40]


class DraftFigure(models.Model):
    """A number of a draft; rebuilt as often as wanted until submission."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="draft_figures")
    key = models.CharField(max_length=60)
    part = models.CharField(max_length=60, blank=True)
    numerator = models.DecimalField(max_digits=14, decimal_places=2)
    base = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "key", "part"], name="draft_figure_once")]

    def __str__(self) -> str:
        return self.key


class FrozenFigure(models.Model):
    """Append-only: what a submitted report says."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="frozen_figures")
    key = models.CharField(max_length=60)
    part = models.CharField(max_length=60, blank=True)
    numerator = models.DecimalField(max_digits=14, decimal_places=2)
    base = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "key", "part"], name="frozen_figure_once")]

    def __str__(self) -> str:
        return self.key


class IssueMove(models.Model):
    """Append-only: built, prepared, reviewed, submitted, reopened, read."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="moves")
    what = models.CharField(max_length=16)
    old = models.CharField(max_length=12, blank=True)
    new = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.what}"


class IssueMoveWords(models.Model):
    move = models.OneToOneField(IssueMove, models.PROTECT, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:40]


class Receipt(models.Model):
    """A recipient has opened the submitted report."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="receipts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "user"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.user_id}"
