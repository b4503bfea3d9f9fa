"""Standing warnings for those who can do something about them."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.access import may
from apps.accounts.models import User
from apps.jobs.models import Job
from apps.jobs.services import last_sweep_at
from apps.rulebook.calendars import years_missing

SILENCE = timedelta(minutes=3)
RECENT = timedelta(hours=1)


def alerts_for(user: User, *, now: datetime) -> list[dict[str, str]]:
    """For administrators: silent sweeps, parked work, a year without official calendar."""
    return [*_jobs(now), *_calendar(now)] if may(user, "jobs") else []


def _jobs(now: datetime) -> list[dict[str, str]]:
    found = []
    last = last_sweep_at()
    if last is None or now - last > SILENCE:
        found.append(
            {
                "level": "over",
                "text": _("No background work has ended for three minutes. Are worker and beat running?"),
                "url": reverse("jobs:list"),
            }
        )
    parked = Job.objects.filter(state=Job.State.PARKED).count()
    if parked:
        found.append(
            {
                "level": "today",
                "text": ngettext(
                    "%(n)d background job is parked after failures.",
                    "%(n)d background jobs are parked after failures.",
                    parked,
                )
                % {"n": parked},
                "url": reverse("jobs:list") + "?state=parked",
            }
        )
    lame = Job.objects.filter(state=Job.State.DONE, slot__isnull=False, ended_at__gte=now - RECENT)
    kinds = lame.exclude(error="").values("kind").distinct().count()
    if kinds:
        found.append(
            {
                "level": "over",
                "text": ngettext(
                    "%(n)d kind of background work left out a store within the last hour.",
                    "%(n)d kinds of background work left out a store within the last hour.",
                    kinds,
                )
                % {"n": kinds},
                "url": reverse("jobs:list"),
            }
        )
    return found


def _calendar(now: datetime) -> list[dict[str, str]]:
    soon = now + timedelta(days=60)
    missing = years_missing(first=now.year, last=soon.year)
    return [
        {
            "level": "today",
            "text": _("The official calendar of %(year)d is not loaded; its due days are provisional.")
            % {"year": year},
            "url": reverse("desk:calendar") + f"?year={year}",
        }
        for year in missing
    ]
