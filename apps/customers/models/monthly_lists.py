"""The list of the manufacturer's system that comes in once a month (S22, R26)."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Store, User
from apps.customers.models.imports import ImportBatch
from apps.duties.models import Duty


class MonthlyListQuerySet(models.QuerySet["MonthlyList"]):
    def visible_to(self, user: User, action: str = "customers.import") -> "MonthlyListQuerySet":
        return limit(self, user, action)


class MonthlyList(models.Model):
    """A month's OMD list: the duty to bring it, and the first import that did."""

    store = models.ForeignKey(Store, models.PROTECT)
    month = models.DateField(_("month"))
    duty = models.OneToOneField(Duty, models.PROTECT)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="+")

    objects = MonthlyListQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "month"], name="monthly_list_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @staticmethod
    def month_of(day: date) -> date:
        """The first of the month that holds `day`."""
        return day.replace(day=1)
