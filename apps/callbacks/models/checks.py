"""Spot checks 抽查 (S07): the sample is stored, so the draw can be repeated."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Store, User
from apps.callbacks.models.calls import Callback


class SpotCheckQuerySet(models.QuerySet["SpotCheck"]):
    def visible_to(self, user: User, action: str = "callbacks.spot_check") -> "SpotCheckQuerySet":
        return limit(self, user, action)


class SpotCheck(models.Model):
    class State(models.TextChoices):
        DRAWN = "drawn", _("Drawn")
        JUDGING = "judging", _("Being judged")
        CONCLUDED = "concluded", _("Concluded")

    OPEN = (State.DRAWN, State.JUDGING)

    store = models.ForeignKey(Store, models.PROTECT)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    first_day = models.DateField()
    last_day = models.DateField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=12)
    size = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAWN)
    concluded_at = models.DateTimeField(null=True)

    objects = SpotCheckQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day} n={self.size}"


class SpotCheckItem(models.Model):
    class Verdict(models.TextChoices):
        OPEN = "", _("not judged")
        FINE = "fine", _("as it should be")
        NOT_CALLED = "not_called", _("not called")
        LATE = "late", _("called late")
        INCOMPLETE = "incomplete", _("record incomplete")
        FALSE = "false", _("record false")

    check_sheet = models.ForeignKey(SpotCheck, models.CASCADE, related_name="items")
    callback = models.ForeignKey(Callback, models.PROTECT, related_name="spot_checks")
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True, default="")
    remark = models.CharField(max_length=300, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_sheet", "callback"], name="spot_check_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.check_sheet_id}:{self.callback_id}"
