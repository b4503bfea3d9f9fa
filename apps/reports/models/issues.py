"""Weekly, ten-day and monthly reports (domain.md 4.4, S15–S19): drafts by job, words and signatures by people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import DEPARTMENT, limit, scope, store_of
from apps.accounts.models import Store, User
from apps.core.worktime import Period
from apps.duties.models import Duty


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: User, action: str = "reports.read") -> "IssueQuerySet":
        """A head of department reads the reports of the store; the page shows the own department's figures."""
        if scope(user, action) == DEPARTMENT:
            return self.filter(store=store_of(user))
        return limit(self, user, action)

    def newest(self) -> "IssueQuerySet":
        """Only the last version of each report."""
        later = Issue.objects.filter(
            store=models.OuterRef("store"),
            kind=models.OuterRef("kind"),
            start=models.OuterRef("start"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(later))


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
        """Stored with the row, so a late run still builds its own period."""
        return Period(kind=self.kind, start=self.start, end=self.end)

    @property
    def is_frozen(self) -> bool:
        return self.state in (self.State.SUBMITTED, self.State.SUPERSEDED)


class IssueWords(models.Model):
    """The preparer's text and the reviewer's remark."""

    issue = models.OneToOneField(Issue, models.PROTECT, related_name="words")
    problems = models.TextField(_("problems"), blank=True)
    suggestions = models.TextField(_("suggestions"), blank=True)
    remark = models.TextField(_("reviewer's remark"), blank=True)

    def __str__(self) -> str:
        return self.problems[:40]


class FigureRow(models.Model):
    """One number of a report: counted rows over base rows (None where it is a plain count).

    `previous` is the period before, `earlier` the same xun of the month before; both None where not counted.
    """

    key = models.CharField(max_length=60)
    part = models.CharField(max_length=100, blank=True)
    numerator = models.DecimalField(max_digits=14, decimal_places=2)
    base = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    previous_numerator = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    previous_base = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    earlier_numerator = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    earlier_base = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    NUMBERS = (
        "key", "part", "numerator", "base", "previous_numerator", "previous_base", "earlier_numerator",
        "earlier_base",
    )  # fmt: skip

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key} {self.part}"


class DraftFigure(FigureRow):
    """A number of a draft; rebuilt as often as wanted until submission."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="draft_figures")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "key", "part"], name="draft_figure_once")]


class FrozenFigure(FigureRow):
    """Append-only: what a submitted report says."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="frozen_figures")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "key", "part"], name="frozen_figure_once")]


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
