"""Members entered the day after they joined (S23, R24)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Store, User
from apps.core.audit import tracked
from apps.customers.models.people import Customer
from apps.duties.models import Duty


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, user: User, action: str = "customers.members") -> "MemberQuerySet":
        return limit(self, user, action)


@tracked()
class Member(models.Model):
    store = models.ForeignKey(Store, models.PROTECT)
    number = models.CharField(_("member number"), max_length=40)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="memberships")
    level = models.CharField(_("level"), max_length=40, blank=True)
    joined_on = models.DateField(_("joined on"), null=True)
    batch = models.ForeignKey(
        "customers.ImportBatch", models.PROTECT, null=True, editable=False, related_name="members"
    )
    entered_at = models.DateTimeField(editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    document = models.CharField(_("source document"), max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [models.UniqueConstraint(fields=["store", "number"], name="member_number_unique")]
        indexes = [
            models.Index(fields=["store", "joined_on"], name="member_by_day"),
            models.Index(fields=["store", "entered_at"], name="member_entered"),
        ]

    def __str__(self) -> str:
        return self.number


class MemberDay(models.Model):
    """A day's batch of members to enter: how many the shop expects, and the duty to enter them by noon."""

    store = models.ForeignKey(Store, models.PROTECT)
    joined_on = models.DateField()
    expected = models.PositiveIntegerField(null=True)
    duty = models.OneToOneField(Duty, models.PROTECT)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "joined_on"], name="member_day_once")]

    def __str__(self) -> str:
        return str(self.joined_on)
