"""Settlement months 结算月: their lines, and the wages human resources compare them with (S14, R05)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.access import limit
from apps.accounts.models import Store, User


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

    exceptions_told_at = models.DateTimeField(null=True)

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


class PayrollLine(models.Model):
    """Append-only: what a closed month says about a person. Later changes are reversals in the open month.

    `amount` is CNY and holds fines and rewards together; `rewards` is the part that goes to the person, below zero.
    """

    payroll_month = models.ForeignKey(PayrollMonth, models.PROTECT, related_name="lines")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    miss_count = models.PositiveSmallIntegerField()
    item_count = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    percent = models.SmallIntegerField(default=0)
    rewards = models.DecimalField(max_digits=10, decimal_places=2, db_default=0)
    points = models.DecimalField(max_digits=10, decimal_places=2, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payroll_month", "user"], name="payroll_line_once")]

    def __str__(self) -> str:
        return f"{self.payroll_month_id} {self.user_id}"


class PayrollWage(models.Model):
    """Append-only: the wage base of a person and month, CNY; the newest row counts (R05)."""

    store = models.ForeignKey(Store, models.PROTECT)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    month = models.DateField()
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="payroll_wage_month_is_first"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payroll_wage_not_negative"),
        ]
        indexes = [models.Index(fields=["store", "month", "user", "-id"], name="payroll_wage_newest")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.month:%Y-%m}"
