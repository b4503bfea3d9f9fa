"""What is said on the phone (S67): one row per kind and version, never changed, replaced by a newer one."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.callbacks.models.calls import Callback


class Script(models.Model):
    """Append-only: greeting, body and closing in two languages, in force from a day until a newer one is."""

    kind = models.CharField(_("kind"), max_length=20, choices=Callback.Kind)
    version = models.PositiveSmallIntegerField(_("version"))
    greeting_zh = models.TextField(_("greeting in Chinese"))
    body_zh = models.TextField(_("body in Chinese"), blank=True)
    closing_zh = models.TextField(_("closing in Chinese"))
    greeting_en = models.TextField(_("greeting in English"), blank=True)
    body_en = models.TextField(_("body in English"), blank=True)
    closing_en = models.TextField(_("closing in English"), blank=True)
    effective_from = models.DateField(_("in force from"))
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("script")
        verbose_name_plural = _("scripts")
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="script_version_unique")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version}"

    def part(self, name: str) -> str:
        """Greeting, body or closing in the reader's language; the Chinese text where no other was written."""
        english = getattr(self, f"{name}_en") if get_language() == "en" else ""
        return english or getattr(self, f"{name}_zh")
