"""Calls to make (domain.md 4.1). Due moment, owner and overdue live on the duty, never here."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Department, Store, User
from apps.customers.models import Customer, Order, Vehicle
from apps.duties.models import Duty

UNSETTLED = (Duty.State.OPEN, Duty.State.MISSED, Duty.State.EXCUSED)


class CallbackQuerySet(models.QuerySet["Callback"]):
    def visible_to(self, user: User, action: str = "callbacks.call") -> "CallbackQuerySet":
        return limit(self, user, action, own="duty__owner")

    def open(self) -> "CallbackQuerySet":
        return self.filter(state__in=Callback.OPEN)

    def waiting(self) -> "CallbackQuerySet":
        """Open calls found through the queue of their duties: cost follows what is shown, not what was ever done."""
        return self.open().filter(
            duty__store=F("store"), duty__settled_at__isnull=True, duty__state__in=UNSETTLED
        )


class Callback(models.Model):
    class Kind(models.TextChoices):
        DELIVERY = "delivery", _("Delivery callback")
        REPAIR = "repair", _("Repair callback")
        COMPLAINT_VERIFY = "complaint_verify", _("Complaint verification")
        MANUAL = "manual", _("Manual call")

    class State(models.TextChoices):
        PENDING = "pending", _("To call")
        IN_PROGRESS = "in_progress", _("Calling")
        APPOINTED = "appointed", _("Appointed")
        COMPLETED = "completed", _("Completed")
        REFUSED = "refused", _("Refused the call")
        UNREACHABLE = "unreachable", _("Unreachable")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (State.PENDING, State.IN_PROGRESS, State.APPOINTED)

    store = models.ForeignKey(Store, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=80)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="callbacks", db_index=False)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, related_name="callbacks", db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="callbacks")
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="callback")
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    appointment_at = models.DateTimeField(null=True)
    appointment_count = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="callback_reason_unique"),
            models.CheckConstraint(
                condition=~Q(state="appointed") | Q(appointment_at__isnull=False), name="appointed_has_moment"
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "duty"],
                condition=Q(state__in=["pending", "in_progress", "appointed"]),
                name="callback_open",
            ),
            models.Index(fields=["customer", "-created_at"], name="callback_of_customer"),
            models.Index(fields=["store", "state", "id"], name="callback_by_state"),
            models.Index(
                fields=["store", "appointment_at", "id"],
                condition=Q(state="appointed"),
                name="callback_promised",
            ),
            models.Index(
                fields=["claimed_by"], condition=Q(claimed_by__isnull=False), name="callback_claimed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Barred(models.Model):
    """Append-only: who may not make a call, a person or a whole department; said by its owner when opening it."""

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="barred")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, department__isnull=True)
                | Q(user__isnull=True, department__isnull=False),
                name="barred_person_or_department",
            )
        ]

    def __str__(self) -> str:
        return f"{self.callback_id} {self.user_id or self.department_id}"


class CallbackMove(models.Model):
    """Append-only history of a call's state."""

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="moves")
    old = models.CharField(max_length=12, blank=True)
    new = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.callback_id} {self.old}→{self.new}"

    @property
    def state_label(self) -> str:
        """The state moved to, in the reader's language."""
        return str(dict(Callback.State.choices).get(self.new, self.new))


class CallbackMoveWords(models.Model):
    move = models.OneToOneField(CallbackMove, models.PROTECT, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text


class Draft(models.Model):
    """What an agent has typed and not saved yet; one per call and person."""

    callback = models.ForeignKey(Callback, models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["callback", "user"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.callback_id} {self.user_id}"
