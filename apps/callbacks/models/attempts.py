"""Calls made (S04): one append-only row per dial."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.callbacks.models.calls import Callback
from apps.core.audit import tracked
from apps.customers.models import Phone


@tracked()
class Outcome(models.Model):
    """Disposition 处置结果 of a dial: configuration rows; a used one is retired, not deleted."""

    class Effect(models.TextChoices):
        COMPLETE = "complete", _("completes the call")
        APPOINT = "appoint", _("makes an appointment")
        REFUSE = "refuse", _("the customer refuses")
        RETRY = "retry", _("try again")
        BAD_NUMBER = "bad_number", _("the number is wrong")

    class Wait(models.TextChoices):
        """When an unanswered call comes up again; until then it stands behind the others."""

        NONE = "", _("at once")
        HALF_HOUR = "half_hour", _("after half an hour")
        NEXT_WINDOW = "next_window", _("in the next calling window")
        NEXT_DAY = "next_day", _("on the next day")

    class Asks(models.TextChoices):
        NOTHING = "", _("nothing more")
        NOTE = "note", _("a note")
        OPT_OUT = "opt_out", _("whether to call again")

    REACHING = (Effect.COMPLETE, Effect.APPOINT, Effect.REFUSE)
    ENDING = (Effect.COMPLETE, Effect.REFUSE)

    code = models.CharField(_("code"), max_length=20)
    name_zh = models.CharField(_("name in Chinese"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=40)
    reached = models.BooleanField(_("reached"))
    effect = models.CharField(_("effect"), max_length=12, choices=Effect)
    wait = models.CharField(_("waits"), max_length=12, choices=Wait, blank=True, default="")
    asks = models.CharField(_("asks for"), max_length=8, choices=Asks, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("position"))
    shortcut = models.CharField(_("shortcut key"), max_length=1, blank=True)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["code"], name="outcome_code_unique")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_zh

    @property
    def is_final(self) -> bool:
        """Whether a call that ends this way is not made again."""
        return self.effect in self.ENDING


class Attempt(models.Model):
    callback = models.ForeignKey(Callback, models.PROTECT, related_name="attempts", db_index=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    outcome = models.ForeignKey(Outcome, models.PROTECT)
    reached = models.BooleanField()
    phone = models.ForeignKey(Phone, models.PROTECT, null=True, related_name="+")
    inbound = models.BooleanField(default=False)
    in_window = models.BooleanField()
    window_day = models.DateField(null=True)
    window_no = models.PositiveSmallIntegerField(null=True)
    off_window_code = models.CharField(max_length=20, blank=True)
    entered_later = models.BooleanField(default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    appointment_at = models.DateTimeField(null=True)
    question_set = models.ForeignKey("callbacks.QuestionSet", models.PROTECT, null=True, related_name="+")
    script = models.ForeignKey("callbacks.Script", models.PROTECT, null=True, related_name="+")
    request_key = models.UUIDField()

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request_key"], name="attempt_saved_once"),
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="attempt_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "started_at"], name="attempt_by_agent"),
            # Rows never change: both hold what reports ask, so that these read no table.
            models.Index(
                fields=["started_at"],
                include=["callback", "agent", "reached", "in_window", "entered_later", "off_window_code"],
                name="attempt_period",
            ),
            models.Index(fields=["callback"], include=["reached"], name="attempt_of_callback"),
        ]

    def __str__(self) -> str:
        return f"{self.callback_id} {self.started_at:%F %R}"


class AttemptWords(models.Model):
    """What was said: content, so that a person can be erased while the attempt stays counted."""

    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="words")
    note = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    suggestion = models.TextField(blank=True)
    question = models.TextField(blank=True)
    off_window_reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.note[:40]
