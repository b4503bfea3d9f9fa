"""What a customer asked or suggested on the phone (S57, S66); due moment and owner of the reply are the duty's."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import limit
from apps.accounts.models import Department, Store, User
from apps.callbacks.models.attempts import Attempt
from apps.callbacks.models.calls import Callback
from apps.duties.models import Duty


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def visible_to(self, user: User, action: str = "callbacks.inquiries") -> "InquiryQuerySet":
        return limit(self, user, action, own="duty__owner")

    def open(self) -> "InquiryQuerySet":
        return self.filter(answered_at__isnull=True).exclude(duty__state=Duty.State.CANCELLED)


class Inquiry(models.Model):
    """One thing a customer wants to hear about again. What was said stands in the attempt's words."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Customer's question")
        SUGGESTION = "suggestion", _("Suggestion")

    class Channel(models.TextChoices):
        PHONE = "phone", _("by phone")
        MESSAGE = "message", _("by message")
        VISIT = "visit", _("in person")

    store = models.ForeignKey(Store, models.PROTECT)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    callback = models.ForeignKey(Callback, models.PROTECT, related_name="inquiries")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="inquiries")
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="inquiry")
    department_kind = models.CharField(
        _("concerns"), max_length=12, choices=Department.Kind, blank=True, default=""
    )
    raised_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(_("answered"), max_length=8, choices=Channel, blank=True, default="")
    adopted = models.BooleanField(_("adopted"), null=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("question or suggestion")
        verbose_name_plural = _("questions and suggestions")
        constraints = [models.UniqueConstraint(fields=["attempt", "kind"], name="inquiry_once")]
        indexes = [models.Index(fields=["store", "-raised_at"], name="inquiry_of_store")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.duty.title}"

    @property
    def text(self) -> str:
        """The customer's words, as the call noted them."""
        words = getattr(self.attempt, "words", None)
        return getattr(words, self.kind) if words else ""

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.duty.state != Duty.State.CANCELLED


class InquiryWords(models.Model):
    """What the customer was told, and why a suggestion was adopted or not."""

    inquiry = models.OneToOneField(Inquiry, models.PROTECT, related_name="words")
    reply = models.TextField()
    why = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.reply[:40]
