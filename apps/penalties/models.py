"""Penalty register 罚款台账 (domain.md 4.5, S13, S14): the program proposes, people decide."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.access import limit
from apps.accounts.models import Store, User
from apps.duties.models import Duty


class PayrollMonthQuerySet(models.QuerySet["PayrollMonth"]):
    def visible_to(self, user: User, action: str = "penalties.month") -> "PayrollMonthQuerySet":
        return limit(self, user, action)


class PayrollMonth(models.Model):
    """A settlement month 结算月: opened, made ready by the manager, closed by another person."""

    class State(models.TextChoices):
        OPEN = "open", _("Not closed yet")
        READY = "ready", _("Ready to close")
        CLOSED = "closed", pgettext_lazy("month", "Closed")

    store = models.ForeignKey(Store, models.PROTECT)
    month = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    ready_at = models.DateTimeField(null=True)
    ready_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PayrollMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement month")
        verbose_name_plural = _("settlement months")
        constraints = [
            models.UniqueConstraint(fields=["store", "month"], name="payroll_month_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="payroll_month_is_first"),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("ready_by")), name="payroll_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class PayrollMove(models.Model):
    """Append-only: who made a month ready, opened it again, closed or exported it, and when."""

    payroll_month = models.ForeignKey(PayrollMonth, models.PROTECT, related_name="moves")
    what = models.CharField(max_length=12)
    old = models.CharField(max_length=8)
    new = models.CharField(max_length=8)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.payroll_month_id} {self.what}"


class PenaltyQuerySet(models.QuerySet["Penalty"]):
    def visible_to(self, user: User, action: str = "penalties.list") -> "PenaltyQuerySet":
        return limit(self, user, action, own="subject")

    def readable_by(self, user: User) -> "PenaltyQuerySet":
        """What the person may open: their own rows, and the store's for those who decide or read them."""
        wide, own = self.visible_to(user), self.visible_to(user, "penalties.mine").filter(subject=user)
        return self.filter(Q(pk__in=wide.values("pk")) | Q(pk__in=own.values("pk")))


class Penalty(models.Model):
    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        REJECTED = "rejected", _("Rejected")
        APPEALED = "appealed", _("Appealed")
        UPHELD = "upheld", _("Upheld")
        WAIVED = "waived", _("Waived")
        SETTLED = "settled", _("Settled")
        REVERSED = "reversed", _("Reversed")

    DECIDED = (State.CONFIRMED, State.UPHELD)
    WAITING = (State.PROPOSED, State.APPEALED)
    COUNTED = (State.CONFIRMED, State.UPHELD, State.SETTLED)

    class Kind(models.TextChoices):
        CALLBACK_MISS = "callback_miss", _("Callback missed")
        REPORT_LATE = "report_late", _("Report late")
        MEMBER_LATE = "member_late", _("Member data late")
        MEMBER_WRONG = "member_wrong", _("Member data wrong")
        COMPLAINT_DELAY = "complaint_delay", _("Complaint passed on late")
        STEP_UP = "step_up", _("Monthly step-up")
        MANUAL = "manual", _("Entered by hand")
        REVERSAL = "reversal", _("Reversal")

    store = models.ForeignKey(Store, models.PROTECT)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind)
    rule = models.CharField(max_length=8)
    policy_values = models.JSONField(default=dict)
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="penalties")
    amount = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    percent = models.SmallIntegerField(default=0)
    month = models.DateField()
    fact_day = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="penalties")
    evidence = models.JSONField(default=dict)
    title = models.CharField(max_length=120)
    url_name = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    appeal_until = models.DateTimeField(null=True)
    settled_in = models.ForeignKey(PayrollMonth, models.PROTECT, null=True, related_name="penalties")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")

    objects = PenaltyQuerySet.as_manager()

    class Meta:
        verbose_name = _("penalty")
        verbose_name_plural = _("penalties")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="penalty_reason_unique"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("subject")),
                name="penalty_not_by_subject",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | Q(author__isnull=True)
                | ~Q(confirmed_by=F("author")),
                name="penalty_not_by_author",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "month", "state"], name="penalty_month"),
            models.Index(fields=["subject", "-proposed_at"], name="penalty_mine"),
            models.Index(
                fields=["duty"],
                condition=Q(state__in=["proposed", "confirmed", "appealed", "upheld"]),
                name="penalty_of_duty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"


class PenaltyMove(models.Model):
    """Append-only: who proposed, confirmed, waived, appealed, decided, settled or reversed, and when."""

    penalty = models.ForeignKey(Penalty, models.PROTECT, related_name="moves")
    what = models.CharField(max_length=16)
    old = models.CharField(max_length=10, blank=True)
    new = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.penalty_id} {self.what}"


class PenaltyMoveWords(models.Model):
    move = models.OneToOneField(PenaltyMove, models.PROTECT, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:40]


class PayrollLine(models.Model):
    """Append-only: what a closed month says about a person. Later changes are reversals in the open month."""

    payroll_month = models.ForeignKey(PayrollMonth, models.PROTECT, related_name="lines")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    miss_count = models.PositiveSmallIntegerField()
    item_count = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    percent = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payroll_month", "user"], name="payroll_line_once")]

    def __str__(self) -> str:
        return f"{self.payroll_month_id} {self.user_id}"
