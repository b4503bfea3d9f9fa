"""The house's rules as rows: official days, closures, rule values with effective dates, plan stamps."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store
from apps.core.audit import tracked


@tracked()
class CalendarYear(models.Model):
    """A year whose State Council notice is known; a year without a row is provisional (S26)."""

    year = models.PositiveSmallIntegerField(_("year"))
    notice = models.CharField(_("notice"), max_length=200)
    official = models.BooleanField(_("official"), default=True)

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["year"], name="calendar_year_unique")]
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")

    def __str__(self) -> str:
        return str(self.year)


@tracked()
class CalendarDay(models.Model):
    """A day the notice names: off, or a make-up working day."""

    calendar_year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["day"], name="calendar_day_unique")]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


@tracked()
class StoreClosure(models.Model):
    """The store is closed from the first to the last day, both included."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="closures")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="closure_ends_after_start")
        ]
        verbose_name = _("closure")
        verbose_name_plural = _("closures")

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"


@tracked()
class PolicyValue(models.Model):
    """A rule value from a day on, for one store or (without store) for the house; never edited (S27)."""

    store = models.ForeignKey(Store, models.CASCADE, null=True, blank=True, related_name="policy_values")
    key = models.CharField(_("rule"), max_length=60)
    value = models.JSONField(_("value"), null=True)
    effective_from = models.DateField(_("in force from"))
    reason = models.CharField(_("reason"), max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_correction = models.BooleanField(_("correction"), default=False)
    created_at = models.DateTimeField(_("entered at"))

    class Meta:
        ordering = ["key", "-effective_from", "-pk"]
        indexes = [models.Index(fields=["key", "store", "effective_from"], name="policy_lookup")]
        verbose_name = _("rule value")
        verbose_name_plural = _("rule values")

    def __str__(self) -> str:
        return f"{self.key} {self.effective_from}"


class PlanStamp(models.Model):
    """Grows with each change of calendar or rules; open duties with an older one are re-planned."""

    store = models.OneToOneField(Store, models.CASCADE, primary_key=True, related_name="plan_stamp")
    stamp = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.store_id}: {self.stamp}"
