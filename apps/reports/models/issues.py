"""Reports of the house (domain.md 4.4, S15–S19, S70, S100): drafts by job, words and signatures by people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import DEPARTMENT, departments_of, limit, scope, store_of
from apps.accounts.models import Department, Store, User
from apps.core.worktime import Period
from apps.duties.models import Duty

SPANS = {
    "week": "week", "xun": "xun", "complaints_week": "week", "inquiries_week": "week", "feedback": "half",
    "review": "week", "gm": "week", "quarter": "quarter",
}  # fmt: skip


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: User, action: str = "reports.read") -> "IssueQuerySet":
        """A head of department reads the reports of the store, where the page shows the own department's figures,
        and those about the own department."""
        if scope(user, action) == DEPARTMENT:
            own = Q(department=None) | Q(department__in=departments_of(user, action))
            return self.filter(own, store=store_of(user))
        return limit(self, user, action)

    def newest(self) -> "IssueQuerySet":
        """Only the last version of each report; the versions of one report share its duty."""
        later = Issue.objects.filter(duty=models.OuterRef("duty"), number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(later))


class Issue(models.Model):
    """One version of one report for one period, of the store or (`department`) of one department.

    What each kind holds and when it is due stands in `figures.kinds`.
    """

    class Kind(models.TextChoices):
        WEEK = "week", _("Weekly report")
        XUN = "xun", _("Ten-day report")
        MONTH = "month", _("Monthly report")
        SATISFACTION = "satisfaction", _("Satisfaction of the month")
        COMPLAINTS_WEEK = "complaints_week", _("Weekly complaint report")
        COMPLAINTS_MONTH = "complaints_month", _("Monthly complaint report")
        INQUIRIES_WEEK = "inquiries_week", _("Weekly consultation report")
        INQUIRIES_MONTH = "inquiries_month", _("Monthly consultation report")
        INVENTORY = "inventory", _("Complaint inventory of the month")
        FEEDBACK = "feedback", _("Half-month feedback to a department")
        REVIEW = "review", _("Friday review of complaints")
        SUMMARY = "summary", _("Monthly summary")
        FILING = "filing", _("Filing of the month")
        GM = "gm", _("Weekly report to the general manager")
        QUARTER = "quarter", _("Quarterly report")

        @property
        def span(self) -> str:
            """The kind of period it is about (worktime.KINDS)."""
            return SPANS.get(self.value, "month")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        BUILDING = "building", _("Being built")
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        SUBMITTED = "submitted", _("Submitted")
        SUPERSEDED = "superseded", _("Replaced by a newer version")

    store = models.ForeignKey(Store, models.PROTECT)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
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
            models.UniqueConstraint(
                fields=["store", "kind", "start", "department", "number"],
                name="report_version_once",
                nulls_distinct=False,
            ),
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
        return Period(kind=self.Kind(self.kind).span, start=self.start, end=self.end)

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
    """One number of a report with all that stands beside it, as `figures.frame` describes it."""

    key = models.CharField(max_length=60)
    part = models.CharField(max_length=100, blank=True)
    numerator = models.DecimalField(max_digits=14, decimal_places=2)
    base = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    previous_numerator = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    previous_base = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    earlier_numerator = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    earlier_base = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    is_small = models.BooleanField(default=False)
    trend = models.JSONField(default=list)

    NUMBERS = (
        "key", "part", "numerator", "base", "previous_numerator", "previous_base", "earlier_numerator",
        "earlier_base", "target", "is_small", "trend",
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
