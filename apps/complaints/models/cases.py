"""The complaint form 抱怨处理单 (domain.md 4.2, S08–S11). Its clocks are duties; its words are content."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Department, Store, User
from apps.callbacks.models import Attempt, Callback
from apps.core.audit import tracked
from apps.customers.models import Customer, Order, Vehicle
from apps.duties.models import Duty


@tracked()
class Category(models.Model):
    """What a complaint is about; names the kind of department that usually answers."""

    code = models.CharField(_("code"), max_length=30)
    name_zh = models.CharField(_("name in Chinese"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=60)
    department_kind = models.CharField(_("kind of department"), max_length=12, choices=Department.Kind)
    position = models.PositiveSmallIntegerField(_("position"))
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        verbose_name = _("complaint category")
        verbose_name_plural = _("complaint categories")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["code"], name="category_code_unique")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_zh


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User, action: str = "complaints.board") -> "ComplaintQuerySet":
        return limit(self, user, action, department="department", own="handler")

    def open(self) -> "ComplaintQuerySet":
        return self.filter(state__in=Complaint.OPEN)


class Complaint(models.Model):
    class State(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        ISSUED = "issued", _("Issued")
        SIGNED = "signed", _("Signed for")
        HANDLING = "handling", _("Handling")
        RETURNED = "returned", _("Returned")
        VERIFYING = "verifying", _("Verifying")
        CLOSED = "closed", _("Closed")
        INVALID = "invalid", _("Not upheld or duplicate")

    OPEN = (State.REGISTERED, State.ISSUED, State.SIGNED, State.HANDLING, State.RETURNED, State.VERIFYING)

    class Source(models.TextChoices):
        CALLBACK = "callback", _("Callback")
        HOTLINE = "hotline", _("400 hotline")
        VISIT = "visit", _("Visit")
        CHAT = "chat", _("Chat")
        INSPECTION = "inspection", _("Inspection")
        DATA_ERROR = "data_error", _("Wrong customer data")

    class Level(models.TextChoices):
        MINOR = "minor", _("Minor")
        NORMAL = "normal", _("Normal")
        SERIOUS = "serious", _("Serious")
        MAJOR = "major", _("Major")

    class Escalation(models.TextChoices):
        IN_HOUSE = "in_house", _("In the store")
        HOTLINE = "hotline", _("400 hotline")
        MANUFACTURER = "manufacturer", _("Manufacturer")
        MEDIA = "media", _("Media")

    class Urgency(models.TextChoices):
        NORMAL = "normal", _("Normal")
        URGENT = "urgent", _("Urgent")

    class Liable(models.TextChoices):
        UNDECIDED = "", _("not judged")
        US = "us", _("We are")
        NOT_US = "not_us", _("We are not")
        THIRD = "third", _("A third party is")

    class Line(models.TextChoices):
        """Business lines with a term of their own (R16); the names are the keys of the rule value."""

        CAR = "car", _("Car: three days")
        DECORATION = "decoration", _("Decoration: the same day")
        PROPERTY = "property", _("Property: until closed")

    class Closing(models.TextChoices):
        NONE = "", _("not closed")
        SATISFIED = "satisfied", _("Satisfied")
        BASICALLY = "basically", _("Basically satisfied")
        NO_AGREEMENT = "no_agreement", _("No agreement reached")

    class LateBy(models.TextChoices):
        NOBODY = "", _("in time")
        DEPARTMENT = "department", _("The department")
        CARE = "care", _("Customer care")

    store = models.ForeignKey(Store, models.PROTECT)
    number = models.CharField(max_length=20)
    source = models.CharField(_("source"), max_length=12, choices=Source)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("category"))
    level = models.CharField(_("level"), max_length=8, choices=Level, default=Level.NORMAL)
    escalation = models.CharField(
        _("escalation"), max_length=12, choices=Escalation, default=Escalation.IN_HOUSE
    )
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency, default=Urgency.NORMAL)
    line = models.CharField(_("business line"), max_length=12, choices=Line, default=Line.CAR)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="complaints")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, related_name="complaints")
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="complaints")
    callback = models.ForeignKey(Callback, models.PROTECT, null=True, related_name="complaints")
    attempt = models.OneToOneField(Attempt, models.PROTECT, null=True, related_name="complaint")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="complaints")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="handles")
    state = models.CharField(max_length=10, choices=State, default=State.REGISTERED)
    cycle = models.PositiveSmallIntegerField(default=1)
    learned_at = models.DateTimeField(_("learned at"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_hash = models.CharField(max_length=64, blank=True)
    first_contact_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closing = models.CharField(max_length=12, choices=Closing, blank=True, default="")
    late_by = models.CharField(max_length=12, choices=LateBy, blank=True, default="")
    liable = models.CharField(_("liable"), max_length=8, choices=Liable, blank=True, default="")
    cause_kind = models.ForeignKey(
        "complaints.CauseKind", models.PROTECT, null=True, related_name="complaints"
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    seen_by_director_at = models.DateTimeField(null=True)
    report_duty = models.OneToOneField(Duty, models.PROTECT, null=True, related_name="+")
    contact_duty = models.OneToOneField(Duty, models.PROTECT, null=True, related_name="+")
    return_duty = models.OneToOneField(Duty, models.PROTECT, null=True, related_name="+")
    close_duty = models.OneToOneField(Duty, models.PROTECT, null=True, related_name="complaint")
    request_key = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="complaint_number_unique"),
            models.UniqueConstraint(fields=["request_key"], name="complaint_saved_once"),
            models.CheckConstraint(
                condition=Q(learned_at__lte=F("recorded_at")), name="complaint_learned_first"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False) & ~Q(closing=""),
                name="complaint_closed_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "signed", "handling", "returned", "verifying"])
                | Q(department__isnull=False, issued_at__isnull=False),
                name="complaint_issued_to_department",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "state"],
                condition=Q(
                    state__in=["registered", "issued", "signed", "handling", "returned", "verifying"]
                ),
                name="complaint_open",
            ),
            models.Index(fields=["customer", "-recorded_at"], name="complaint_of_customer"),
            models.Index(fields=["store", "recorded_at"], name="complaint_period"),
            models.Index(fields=["store", "closed_at"], name="complaint_closed"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def weight(self) -> int:
        """1 (minor) to 4 (major): bars on the card, order on the board."""
        return self.Level.values.index(self.level) + 1


class NumberSeries(models.Model):
    """The last number given in a store and month. A registration that fails leaves a gap, never a double."""

    store = models.ForeignKey(Store, models.PROTECT)
    month = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "month"], name="complaint_series_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.last}"


class ComplaintWords(models.Model):
    """What the customer said and what the department answered: content."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="words")
    text = models.TextField(_("what happened"))
    demand = models.TextField(_("customer's demand"), blank=True)
    contact_note = models.TextField(_("first contact"), blank=True)
    cause = models.TextField(_("cause"), blank=True)
    measure = models.TextField(_("measure"), blank=True)
    result = models.TextField(_("result"), blank=True)

    def __str__(self) -> str:
        return self.text[:40]


class ManufacturerCase(models.Model):
    """The complaint reached the manufacturer (S11): its number and when it was received, typed from their letter."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="manufacturer_cases")
    number = models.CharField(_("manufacturer's case number"), max_length=40)
    received_at = models.DateTimeField(_("received at"))
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "number"], name="manufacturer_case_once")]

    def __str__(self) -> str:
        return self.number
