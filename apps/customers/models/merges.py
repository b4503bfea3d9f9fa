"""Two files of one customer become one (S20), and can be taken apart again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Store, User
from apps.customers.models.people import Customer


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: User, action: str = "customers.merge") -> "MergeQuerySet":
        return limit(self, user, action)


class Merge(models.Model):
    """`gone` was merged into `kept`: what moved stands in its lines, so that undoing restores exactly that."""

    store = models.ForeignKey(Store, models.PROTECT)
    kept = models.ForeignKey(Customer, models.PROTECT, related_name="merges_in")
    gone = models.ForeignKey(Customer, models.PROTECT, related_name="merges_out")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="merged_once"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id}→{self.kept_id}"


class MergeLine(models.Model):
    """One column of one row that the merge changed: from `old` to `new`, as text. Content: names may stand there."""

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="lines")
    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    column = models.CharField(max_length=40)
    old = models.TextField(null=True)
    new = models.TextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merge", "table", "row_id", "column"], name="merge_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.table}.{self.column} {self.row_id}"


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    def visible_to(self, user: User, action: str = "customers.merge") -> "DuplicateQuerySet":
        return limit(self, user, action)

    def waiting(self) -> "DuplicateQuerySet":
        """Neither judged nor settled: both files still stand."""
        return self.filter(
            dismissed_at__isnull=True,
            first__undone=False,
            second__undone=False,
            first__erased_at__isnull=True,
            second__erased_at__isnull=True,
        )


class Duplicate(models.Model):
    """Two files that may be one customer, found by the nightly sweep; people decide."""

    class Why(models.TextChoices):
        PHONE = "phone", _("Same phone")
        VIN = "vin", _("Same car")
        NAME = "name", _("Same name, nearly the same phone")

    store = models.ForeignKey(Store, models.PROTECT)
    first = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    second = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    why = models.CharField(max_length=6, choices=Why)
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_in_order"),
        ]
        indexes = [
            models.Index(
                fields=["store", "-found_at"],
                condition=Q(dismissed_at__isnull=True),
                name="duplicate_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_id}={self.second_id} {self.why}"
