"""Whom we serve (S20): person or company, phones, vehicles. Content rows: erasing a person blanks them here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.access import limit
from apps.accounts.models import Store, User
from apps.core.audit import tracked
from apps.core.wording import masked_phone


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User, action: str = "customers.view") -> "CustomerQuerySet":
        return limit(self, user, action)

    def present(self) -> "CustomerQuerySet":
        """Without those whose import was undone or who were merged into another file."""
        return self.filter(undone=False)


@tracked(unindexed=("store", "batch", "merged_into"))
class Customer(models.Model):
    """A person or company. `name_key` compares spellings; `undone` says that the file no longer stands: the import it
    came with was undone, or it was merged into another one.

    `do_not_call` and `focus` with their reasons are copies for lists: the rows behind them are OptOut and Flag.
    """

    class Kind(models.TextChoices):
        PERSON = "person", pgettext_lazy("customer", "Person")
        COMPANY = "company", _("Company")

    class Gender(models.TextChoices):
        UNKNOWN = "", _("not stated")
        MALE = "male", _("Mr")
        FEMALE = "female", _("Ms")

    store = models.ForeignKey(Store, models.PROTECT, db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=120)
    name_pinyin = models.CharField(max_length=300, blank=True, editable=False)
    name_key = models.CharField(max_length=120, blank=True, editable=False)
    gender = models.CharField(_("form of address"), max_length=6, choices=Gender, blank=True, default="")
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    id_no = models.CharField(_("ID number"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    name_verified_at = models.DateTimeField(null=True, editable=False)
    do_not_call = models.BooleanField(_("do not call"), default=False, editable=False)
    do_not_call_reason = models.CharField(_("reason"), max_length=200, blank=True, editable=False)
    focus = models.BooleanField(_("focus customer"), default=False, editable=False)
    focus_reason = models.CharField(_("reason"), max_length=200, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    undone = models.BooleanField(default=False, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged_from", db_index=False
    )
    batch = models.ForeignKey(
        "customers.ImportBatch", models.PROTECT, null=True, editable=False, related_name="customers"
    )
    created_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            models.Index(fields=["store", "name_pinyin", "id"], name="customer_by_pinyin"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="customer_merged"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Phone(models.Model):
    """A number in normal form: digits, an area code and `-ext` where it has one."""

    class Validity(models.TextChoices):
        UNKNOWN = "unknown", _("not checked")
        VERIFIED = "verified", _("verified by phone")
        INVALID = "invalid", _("invalid")

    class Kind(models.TextChoices):
        """Blank: by the number itself."""

        MOBILE = "mobile", _("Mobile")
        HOME = "home", _("Home")
        WORK = "work", pgettext_lazy("phone", "Work")
        RELATIVE = "relative", _("Family member")
        OTHER = "other", _("Other")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="phones")
    number = models.CharField(_("number"), max_length=30)
    kind = models.CharField(_("type"), max_length=8, choices=Kind, blank=True, default="", db_default="")
    position = models.PositiveSmallIntegerField(default=1)
    validity = models.CharField(max_length=8, choices=Validity, default=Validity.UNKNOWN)
    source = models.CharField(_("source"), max_length=40, blank=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "number"], condition=~Q(number=""), name="phone_once_per_customer"
            )
        ]
        indexes = [models.Index(fields=["number"], name="phone_number")]

    def __str__(self) -> str:
        return masked_phone(self.number) or "****"

    @property
    def kind_label(self) -> str:
        """The type as entered, else by the number: a mobile has eleven digits and begins with 1."""
        if self.kind:
            return self.get_kind_display()
        return str(_("Mobile") if self.number.startswith("1") and len(self.number) == 11 else _("Landline"))


@tracked(unindexed=("store",))
class Vehicle(models.Model):
    store = models.ForeignKey(Store, models.PROTECT, db_index=False)
    vin = models.CharField("VIN", max_length=17, blank=True)
    plate = models.CharField(_("plate"), max_length=12, blank=True)
    model = models.CharField(_("model"), max_length=100, blank=True)
    colour = models.CharField(_("colour"), max_length=40, blank=True)
    engine_no = models.CharField(_("engine number"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = [
            models.UniqueConstraint(fields=["store", "vin"], condition=~Q(vin=""), name="vehicle_vin_unique"),
        ]
        indexes = [models.Index(fields=["store", "plate"], name="vehicle_plate")]

    def __str__(self) -> str:
        return self.plate or self.vin[-6:] or self.model


@tracked(unindexed=("customer", "vehicle"))
class VehicleRole(models.Model):
    """What a customer is to a vehicle, from one day to another: owner, driver or the one who brings it in."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        DRIVER = "driver", _("Driver")
        SENDER = "sender", _("Brings it in")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="vehicle_roles", db_index=False)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="roles")
    role = models.CharField(pgettext_lazy("vehicle", "role"), max_length=8, choices=Role, default=Role.OWNER)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("role at a vehicle")
        verbose_name_plural = _("roles at vehicles")
        constraints = [
            models.UniqueConstraint(fields=["customer", "vehicle", "role"], name="vehicle_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.role} {self.vehicle_id}"
