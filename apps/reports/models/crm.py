"""The manufacturer's CRM beside our own tables: what stands in one and not in the other (S100)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Store, User
from apps.callbacks.models import Inquiry
from apps.complaints.models import Complaint


class CrmCheckQuerySet(models.QuerySet["CrmCheck"]):
    def visible_to(self, user: User, action: str = "reports.crm") -> "CrmCheckQuerySet":
        return limit(self, user, action)

    def newest(self) -> "CrmCheckQuerySet":
        """The last comparison of each table and day."""
        later = CrmCheck.objects.filter(
            store=models.OuterRef("store"),
            table=models.OuterRef("table"),
            day=models.OuterRef("day"),
            pk__gt=models.OuterRef("pk"),
        )
        return self.filter(~models.Exists(later))


class CrmCheck(models.Model):
    """Append-only: one comparison of a day's table with what was entered in the CRM that day."""

    class Table(models.TextChoices):
        COMPLAINTS = "complaints", _("Complaints")
        INQUIRIES = "inquiries", _("Questions and suggestions")

    store = models.ForeignKey(Store, models.PROTECT)
    table = models.CharField(_("table"), max_length=10, choices=Table)
    day = models.DateField(_("day"))
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    listed = models.PositiveIntegerField()
    matched = models.PositiveIntegerField()
    only_there = models.PositiveIntegerField()
    only_here = models.PositiveIntegerField()

    objects = CrmCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison with the CRM")
        verbose_name_plural = _("comparisons with the CRM")
        indexes = [models.Index(fields=["store", "-day", "table"], name="crm_check_of_day")]

    def __str__(self) -> str:
        return f"{self.get_table_display()} {self.day}"

    @property
    def differences(self) -> int:
        return self.only_there + self.only_here


class CrmDifference(models.Model):
    """A line of the CRM without a record of ours (`line`, `reference`), or a record of ours that is not there."""

    check_of = models.ForeignKey(CrmCheck, models.PROTECT, related_name="differing")
    line = models.PositiveIntegerField(null=True)
    reference = models.CharField(max_length=40, blank=True)
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, related_name="+")
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(line__isnull=False, complaint=None, inquiry=None)
                | models.Q(line=None, complaint__isnull=False, inquiry=None)
                | models.Q(line=None, complaint=None, inquiry__isnull=False),
                name="crm_difference_on_one_side",
            )
        ]

    def __str__(self) -> str:
        return self.reference or str(self.complaint or self.inquiry)
