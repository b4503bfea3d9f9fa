"""Who owes what by when (domain.md 4.0): the only place of a due moment, its owner and whether it was kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Department, Store, User
from apps.core.worktime import Step, sentence


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, user: User, action: str = "duties.why") -> "DutyQuerySet":
        return limit(self, user, action, department="department", own=("owner", "responsible"))

    def unsettled(self) -> "DutyQuerySet":
        """Still to be done: open, missed, or excused (nobody answers for it, the work is owed all the same)."""
        return self.filter(settled_at__isnull=True, state__in=Duty.OWED)


class Duty(models.Model):
    """A promise with a due moment. State says whether it was kept; `settled_at` says whether the work is done.

    `due_at` is exclusive for end-of-day deadlines (00:00 local of the next day) and inclusive where `clock` is true.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        MISSED = "missed", _("Missed")
        EXCUSED = "excused", _("Excused")
        CANCELLED = "cancelled", _("Cancelled")

    OWED = (State.OPEN, State.MISSED, State.EXCUSED)

    class Cause(models.TextChoices):
        NONE = "", _("none")
        LATE_IMPORT = "late_import", _("The document arrived late")
        UNASSIGNED = "unassigned", _("Nobody was assigned")
        ABSENT = "absent", _("Absent without substitute")
        OUTAGE = "outage", _("The system was down")
        UNREACHABLE = "unreachable", _("The customer could not be reached")
        DECIDED = "decided", _("Excused by a manager")

    store = models.ForeignKey(Store, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="duties")
    department = models.ForeignKey(Department, models.PROTECT, null=True, db_index=False)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_day = models.DateField()
    clock = models.BooleanField(default=False)
    original_due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    settled_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=12, choices=Cause, default=Cause.NONE, blank=True)
    policy_values = models.JSONField(default=dict)
    trace = models.JSONField(default=list)
    provisional = models.BooleanField(default=False)
    plan_stamp = models.BigIntegerField(default=0)
    title = models.CharField(max_length=120)
    url_name = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="duty_reason_unique"),
            models.CheckConstraint(
                condition=~Q(state="missed") | Q(missed_at__isnull=False), name="duty_missed_has_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state="kept") | Q(settled_at__isnull=False), name="duty_kept_is_settled"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="open"), name="duty_open_due"),
            models.Index(
                fields=["owner", "due_at", "id"],
                condition=Q(settled_at__isnull=True, state__in=["open", "missed", "excused"]),
                name="duty_queue",
            ),
            models.Index(
                fields=["store", "due_at", "id"],
                condition=Q(settled_at__isnull=True, state__in=["open", "missed", "excused"]),
                name="duty_store_queue",
            ),
            models.Index(
                fields=["store", "settled_at"], condition=Q(settled_at__isnull=False), name="duty_settled"
            ),
            models.Index(
                fields=["store", "kind", "plan_stamp"],
                condition=Q(state="open", settled_at__isnull=True),
                name="duty_plan",
            ),
            # With all that reports ask of the duties of a period: read without the table, whatever order it lies in.
            models.Index(
                fields=["store", "kind", "due_day"],
                include=["id", "state", "cause", "settled_at", "owner", "responsible"],
                name="duty_period",
            ),
            models.Index(
                fields=["store", "kind", "due_day"], condition=Q(state="missed"), name="duty_missed"
            ),
            models.Index(
                fields=["store", "opened_at"], condition=Q(cause="late_import"), name="duty_late_import"
            ),
            # Most duties have neither: an index of all of them is written for nothing.
            models.Index(
                fields=["department"], condition=Q(department__isnull=False), name="duty_of_department"
            ),
            models.Index(
                fields=["responsible"], condition=Q(responsible__isnull=False), name="duty_answered_for"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sentences(self) -> list[str]:
        """The trace in the reader's language: why this moment."""
        return [sentence(Step.from_json(step)) for step in self.trace]

    @property
    def moved(self) -> bool:
        return self.due_at != self.original_due_at


class DutyEvent(models.Model):
    """Append-only history of duties: codes, people and times; words stand in DutyWords."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="events", db_index=False)
    what = models.CharField(max_length=12)
    old_state = models.CharField(max_length=10, blank=True)
    new_state = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    code = models.CharField(max_length=40, blank=True)
    old_due_at = models.DateTimeField(null=True)
    new_due_at = models.DateTimeField(null=True)
    old_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    new_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["duty", "at"], name="duty_event_story"),
            models.Index(fields=["at"], condition=Q(what="reassign"), name="duty_event_hand_over"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.what}"


class DutyWords(models.Model):
    """The reason somebody typed for an event."""

    event = models.OneToOneField(DutyEvent, models.PROTECT, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text
