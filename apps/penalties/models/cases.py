"""Penalties and rewards and their history (domain.md 4.5, S13, S95)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Department, Store, User
from apps.duties.models import Duty
from apps.penalties.models.months import PayrollMonth


def _two_people(first: str, second: str) -> Q:
    """The two columns name different people, or one of them nobody."""
    nobody = Q(**{f"{first}__isnull": True}) | Q(**{f"{second}__isnull": True})
    return nobody | ~Q(**{first: F(second)})


# Separation of duties 4.5: the verbs refuse first and say why; these hold for whatever else writes.
SEPARATION_OF_DUTIES = tuple(
    models.CheckConstraint(condition=condition, name=f"penalty_{name}")
    for name, condition in {
        "not_by_subject": _two_people("confirmed_by", "subject"),
        "not_by_author": _two_people("confirmed_by", "author"),
        "slip_for_another": _two_people("author", "subject"),
        "accepted_not_by_subject": _two_people("accepted_by", "subject"),
        "accepted_not_by_author": _two_people("accepted_by", "author"),
        "decided_not_by_subject": _two_people("decided_by", "subject"),
        "decided_not_by_author": Q(state="rejected") | _two_people("decided_by", "author"),
        "appeal_by_another": Q(appealed_at__isnull=True) | _two_people("decided_by", "confirmed_by"),
        "reversed_by_another": ~Q(state="reversed") | _two_people("decided_by", "confirmed_by"),
    }.items()
)


class PenaltyQuerySet(models.QuerySet["Penalty"]):
    def visible_to(self, user: User, action: str = "penalties.list") -> "PenaltyQuerySet":
        return limit(self, user, action, own="subject")

    def readable_by(self, user: User) -> "PenaltyQuerySet":
        """What the person may open: their own rows and slips, what they answer for, the store's if they decide."""
        wide, own = self.visible_to(user), self.visible_to(user, "penalties.mine").filter(subject=user)
        answered = self.answered_by(user)
        return self.filter(
            Q(pk__in=wide.values("pk"))
            | Q(pk__in=own.values("pk"))
            | Q(pk__in=answered.values("pk"))
            | Q(author=user)
        )

    def answered_by(self, user: User) -> "PenaltyQuerySet":
        """Slips by hand about the departments the person answers for: suggestions to them (S47)."""
        rows = self.filter(kind__in=[Penalty.Kind.MANUAL, Penalty.Kind.REWARD, Penalty.Kind.SATISFACTION])
        return limit(rows, user, "penalties.accept", department="department").exclude(subject=user)


class Penalty(models.Model):
    class State(models.TextChoices):
        SUGGESTED = "suggested", _("Suggested")
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        REJECTED = "rejected", _("Rejected")
        APPEALED = "appealed", _("Appealed")
        UPHELD = "upheld", _("Upheld")
        WAIVED = "waived", _("Waived")
        SETTLED = "settled", _("Settled")
        REVERSED = "reversed", _("Reversed")

    DECIDED = (State.CONFIRMED, State.UPHELD)
    WAITING = (State.SUGGESTED, State.PROPOSED, State.APPEALED)
    COUNTED = (State.CONFIRMED, State.UPHELD, State.SETTLED)

    class Kind(models.TextChoices):
        CALLBACK_MISS = "callback_miss", _("Callback missed")
        REPORT_LATE = "report_late", _("Report late")
        MEMBER_LATE = "member_late", _("Member data late")
        MEMBER_WRONG = "member_wrong", _("Member data wrong")
        COMPLAINT_DELAY = "complaint_delay", _("Complaint passed on late")
        STEP_UP = "step_up", _("Monthly step-up")
        MANUAL = "manual", _("Fault slip")
        REWARD = "reward", _("Reward slip")
        SATISFACTION = "satisfaction", _("Satisfaction result")
        REVERSAL = "reversal", _("Reversal")

    class Mode(models.TextChoices):
        """What a row costs or brings in this store (policy `penalty.mode`)."""

        MONEY = "money", _("Money")
        POINTS = "points", _("Points")
        RECORD = "record", _("Record only")

    store = models.ForeignKey(Store, models.PROTECT)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind)
    rule = models.CharField(max_length=8)
    policy_values = models.JSONField(default=dict)
    subject = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="penalties")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.MONEY, db_default=Mode.MONEY)
    amount = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    percent = models.SmallIntegerField(default=0)
    month = models.DateField()
    fact_day = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="penalties")
    evidence = models.JSONField(default=dict)
    title = models.CharField(max_length=120)
    url_name = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_until = models.DateTimeField(null=True)
    settled_in = models.ForeignKey(PayrollMonth, models.PROTECT, null=True, related_name="penalties")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")

    objects = PenaltyQuerySet.as_manager()

    class Meta:
        verbose_name = _("penalty")
        verbose_name_plural = _("penalties")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="penalty_reason_unique"),
            *SEPARATION_OF_DUTIES,
        ]
        indexes = [
            models.Index(fields=["store", "month", "state"], name="penalty_month"),
            models.Index(fields=["subject", "-proposed_at"], name="penalty_mine"),
            models.Index(
                fields=["duty"],
                condition=Q(state__in=["proposed", "confirmed", "appealed", "upheld"]),
                name="penalty_of_duty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"

    @property
    def is_reward(self) -> bool:
        """Something for the person; a reversal of a reward is none."""
        return self.amount < 0 and self.kind != self.Kind.REVERSAL


class PenaltyMove(models.Model):
    """Append-only: who proposed, confirmed, waived, appealed, decided, settled or reversed, and when."""

    penalty = models.ForeignKey(Penalty, models.PROTECT, related_name="moves")
    what = models.CharField(max_length=16)
    old = models.CharField(max_length=10, blank=True)
    new = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.penalty_id} {self.what}"


class PenaltyMoveWords(models.Model):
    move = models.OneToOneField(PenaltyMove, models.PROTECT, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:40]
