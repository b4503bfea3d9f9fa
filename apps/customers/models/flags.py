"""Customers to look after (S73, S91): why, what is done about it, and when somebody looks at it again."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import User
from apps.core.audit import tracked
from apps.customers.models.people import Customer


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, user: User, action: str = "customers.view") -> "FlagQuerySet":
        return limit(self, user, action, store="customer__store")

    def in_force(self) -> "FlagQuerySet":
        return self.filter(ended_at__isnull=True)

    def to_review(self, *, on: date) -> "FlagQuerySet":
        """In force, with a review date that has come."""
        return self.in_force().filter(review_on__lte=on)


@tracked()
class Flag(models.Model):
    class Kind(models.TextChoices):
        FOCUS = "focus", _("Focus customer")
        KEY = "key", _("Key account")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="flags")
    kind = models.CharField(_("flag"), max_length=8, choices=Kind)
    reason = models.CharField(_("reason"), max_length=200)
    measure = models.TextField(_("measure"), blank=True)
    review_on = models.DateField(_("review on"), null=True, blank=True)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_reason = models.CharField(_("reason of the end"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=Q(ended_at__isnull=True), name="flag_once"
            )
        ]
        indexes = [models.Index(fields=["review_on"], condition=Q(ended_at__isnull=True), name="flag_review")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.get_kind_display()}"
