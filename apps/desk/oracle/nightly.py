"""The nightly check and the word to whoever looks after the house."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop

from apps.accounts.models import Post, Role, User
from apps.desk.oracle.checking import Finding, check_house
from apps.jobs.models import Job
from apps.jobs.stores import FAILED
from apps.notices.services import tell

KIND = "desk.check_house"
FROM = time(3)
FOUND = gettext_noop(
    "The nightly check found %(count)s contradictions in the data. The jobs page names them."
)


def check_tonight(*, now: datetime) -> dict[str, Any]:
    """Once a day, from three in the morning by the house's own clock: what the job's row says afterwards.

    Findings are an incident: the row carries their sentences and each administrator is told once a day.
    """
    here = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    day = here.date().isoformat()
    if here.time() < FROM or Job.objects.filter(kind=KIND, state=Job.State.DONE, result__day=day).exists():
        return {}
    found = check_house(now=now)
    if found:
        _tell_administrators(len(found), day=day, now=now)
    return {"day": day, "findings": len(found), **_failed(found)}


def _failed(found: list[Finding]) -> dict[str, Any]:
    """The first finding of each rule, in the form the jobs page shows."""
    first = {finding.rule.key: finding.sentence for finding in reversed(found)}
    return {FAILED: first} if first else {}


def _tell_administrators(count: int, *, day: str, now: datetime) -> None:
    posts = Post.objects.in_force(now.astimezone(ZoneInfo(settings.TIME_ZONE)).date())
    tell(
        User.objects.filter(is_active=True, pk__in=posts.filter(role=Role.SYSTEM_ADMIN).values("user")),
        kind="desk.check_house",
        key=f"check:{day}",
        title=FOUND,
        params={"count": count},
        url=reverse("jobs:list"),
        at=now,
    )
