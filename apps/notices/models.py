"""What people are told: one row per person and reason; the chat rooms of departments and what was posted there."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Department, Store


def sentence_of(title: str, params: dict[str, Any]) -> str:
    """The sentence in the active language; string params are translated too."""
    words = {
        name: gettext(value) if value and isinstance(value, str) else value for name, value in params.items()
    }
    return gettext(title) % words if words else gettext(title)


class Notice(models.Model):
    """A sentence for one person. `title` is an English source sentence with %(name)s places, translated when shown;
    `params` hold numbers and kinds, never a customer's data."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    store = models.ForeignKey(Store, models.CASCADE, null=True)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once_per_reason")]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["user", "-at"], name="notice_recent"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """The notice in the reader's language; a place that has no value stays visible instead of failing."""
        return sentence_of(self.title, self.params)


class Preference(models.Model):
    """How a person wants to hear beside the inbox; no row means: by mail, once a day."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference")
    mail = models.BooleanField(_("one mail a day with what is unread"), default=True)

    def __str__(self) -> str:
        return str(self.user)


class ChatRoom(models.Model):
    """A department's group robot: its address takes messages, so it is a secret itself."""

    class System(models.TextChoices):
        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")
        FEISHU = "feishu", _("Feishu")

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="chat_rooms", verbose_name=_("department")
    )
    system = models.CharField(_("chat system"), max_length=10, choices=System)
    url = models.URLField(_("address of the robot"), max_length=500)
    secret = models.CharField(_("signing key"), max_length=200, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("chat room")
        verbose_name_plural = _("chat rooms")
        constraints = [models.UniqueConstraint(fields=["department", "url"], name="chat_room_once")]

    def __str__(self) -> str:
        return f"{self.department} {self.get_system_display()}"


class ChatMessage(models.Model):
    """One message to one room, once per reason; its job row tries until it is taken."""

    room = models.ForeignKey(ChatRoom, models.CASCADE, related_name="messages")
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    at = models.DateTimeField()
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "key"], name="chat_message_once_per_reason")]
        indexes = [models.Index(fields=["at"], name="chat_message_recent")]

    def __str__(self) -> str:
        return self.key
