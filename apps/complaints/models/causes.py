"""The tree of causes (S82), two levels, kept by the manager: what complaints come from in the end."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.core.audit import tracked


class CauseKindQuerySet(models.QuerySet["CauseKind"]):
    def offered(self) -> "CauseKindQuerySet":
        """Causes to choose from: in force, as is their group."""
        rows = self.filter(parent__isnull=False, retired=False, parent__retired=False)
        return rows.select_related("parent").order_by("parent__position", "parent", "position", "pk")


@tracked()
class CauseKind(models.Model):
    """A group (no parent) or a cause within a group. One that was used is retired, never deleted."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="causes", verbose_name=_("group")
    )
    code = models.CharField(_("code"), max_length=30, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired = models.BooleanField(_("retired"), default=False)
    version = models.PositiveIntegerField(default=1)

    objects = CauseKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="cause_code_unique"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="cause_not_its_own_group"
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_zh

    @property
    def path(self) -> str:
        """Group and cause, as the slip and the statistics name it."""
        return f"{self.parent} / {self}" if self.parent_id else str(self)
