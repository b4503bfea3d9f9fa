"""Who is not to be called, about what (S20): content rows, because the reason is in people's words."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.core.audit import tracked
from apps.customers.models.people import Customer, Vehicle


class CallKind(models.TextChoices):
    """What a call is for, by the words of calls; EVERY stands for all of them, today's and later ones."""

    EVERY = "", _("Every call")
    DELIVERY = "delivery", _("Delivery callback")
    REPAIR = "repair", _("Repair callback")
    COMPLAINT_VERIFY = "complaint_verify", _("Complaint verification")
    MANUAL = "manual", _("Manual call")


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def in_force(self) -> "OptOutQuerySet":
        return self.filter(withdrawn_at__isnull=True)


@tracked()
class OptOut(models.Model):
    """A customer's wish not to be called: at all, about one vehicle, or in one kind of call."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="opt_outs")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind of call"), max_length=20, choices=CallKind, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=200)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(_("reason of the withdrawal"), max_length=200, blank=True)

    objects = OptOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("opt-out")
        verbose_name_plural = _("opt-outs")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "vehicle", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="opt_out_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.get_kind_display()}"
