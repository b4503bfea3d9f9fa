"""Documents that make us call: delivery notes 出库单 and settlement notes 结算单 (S01, S02)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Store, User
from apps.core.audit import tracked
from apps.customers.models.imports import ImportBatch
from apps.customers.models.people import Customer, Vehicle


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: User, action: str = "customers.view") -> "OrderQuerySet":
        return limit(self, user, action)


@tracked(unindexed=("store", "customer", "vehicle", "served_by", "batch"))
class Order(models.Model):
    class Kind(models.TextChoices):
        DELIVERY = "delivery", _("Delivery note")
        REPAIR = "repair", _("Settlement note")

    class State(models.TextChoices):
        """`undone` frees the number: the list may come in again; a document voided by hand keeps it."""

        ACTIVE = "active", _("Valid")
        VOID = "void", _("Voided")
        UNDONE = "undone", _("Import undone")

    store = models.ForeignKey(Store, models.PROTECT, db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    number = models.CharField(_("number"), max_length=40)
    document_day = models.DateField(_("document day"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders", db_index=False)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="orders")
    served_by_name = models.CharField(_("consultant or advisor"), max_length=60, blank=True)
    served_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    repair_type = models.CharField(_("repair type"), max_length=60, blank=True)
    mileage = models.PositiveIntegerField(_("mileage"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("source"), max_length=40, blank=True)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, related_name="orders", db_index=False, editable=False
    )
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE, editable=False)
    is_history = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "kind", "number"],
                condition=~Q(state="undone"),
                name="order_number_unique",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-document_day"], name="order_of_customer"),
            models.Index(
                fields=["store", "created_at"],
                condition=Q(state="active", is_history=False),
                name="order_to_call",
            ),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="order_of_batch"),
            models.Index(
                fields=["store", "document_day"],
                include=["id", "state", "kind", "customer", "vehicle"],
                name="order_period",
            ),
            models.Index(fields=["served_by"], condition=Q(served_by__isnull=False), name="order_served_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class OrderMove(models.Model):
    """Append-only: what happened to a document after it came in (entered, corrected, voided)."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="moves")
    what = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    old_day = models.DateField(null=True)
    new_day = models.DateField(null=True)
    code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.what}"
