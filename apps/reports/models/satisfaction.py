"""Satisfaction of a month: scores, the meeting about them and what it decided (S39 满意度会议)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Department, Store, User
from apps.core.audit import tracked
from apps.penalties.models import Penalty


class MeetingQuerySet(models.QuerySet["SatisfactionMeeting"]):
    def visible_to(self, user: User, action: str = "reports.satisfaction") -> "MeetingQuerySet":
        """The record is of the whole store; whose scores somebody reads is narrowed by the page."""
        return limit(self, user, action, department=None, own="written_by")


@tracked()
class SatisfactionMeeting(models.Model):
    """The record of a month's meeting: when, who was there, what was said and decided. One a store and month.

    `published_on`: the day on which the brand published the month's scores; the meeting follows it (R34).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        CONFIRMED = "confirmed", _("Confirmed")

    store = models.ForeignKey(Store, models.PROTECT)
    month = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    published_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    present = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    minutes = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("satisfaction meeting")
        verbose_name_plural = _("satisfaction meetings")
        constraints = [
            models.UniqueConstraint(fields=["store", "month"], name="satisfaction_meeting_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="satisfaction_month_is_first"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("written_by")),
                name="satisfaction_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


@tracked()
class SatisfactionScore(models.Model):
    """One score of a month: the brand's as it was entered, the callbacks' as they were counted on confirming.

    `department`, `person` and `sign` empty: the whole store. `sign` stands for the name of a consultant who is no user
    of the house, or for a kind of department the house has several of. `base`: how many answers a counted score has.
    """

    class Indicator(models.TextChoices):
        CALLS = "calls", _("Satisfaction in callbacks")
        CSS = "css", _("CSS (sales)")
        CSI = "csi", _("CSI (after-sales)")

    meeting = models.ForeignKey(SatisfactionMeeting, models.PROTECT, related_name="scores")
    indicator = models.CharField(_("indicator"), max_length=8, choices=Indicator)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sign = models.CharField(max_length=20, blank=True)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=1)
    target = models.DecimalField(_("target"), max_digits=6, decimal_places=1, null=True)
    base = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("satisfaction score")
        verbose_name_plural = _("satisfaction scores")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "indicator", "department", "person", "sign"],
                name="satisfaction_score_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0) & Q(score__lte=1000), name="satisfaction_score_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_indicator_display()} {self.score}"


class SatisfactionResult(models.Model):
    """A reward or fine the meeting decided on: it goes its own way among the penalties (4.5)."""

    meeting = models.ForeignKey(SatisfactionMeeting, models.PROTECT, related_name="results")
    penalty = models.OneToOneField(Penalty, models.PROTECT, related_name="satisfaction_result")

    def __str__(self) -> str:
        return str(self.penalty)
