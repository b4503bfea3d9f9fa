"""The clock of the house and the care of its own rows."""

from datetime import datetime
from typing import Any

from celery import current_app, shared_task
from django.utils import timezone

from apps.jobs import services
from apps.jobs.running import sweep


@shared_task(name="jobs.tick")
def tick() -> None:
    """Beat's only message: turn this minute into one row per due sweep and ring for each."""
    sweeps = current_app.conf.sweeps
    for job in services.ask_for_slots(sweeps, now=timezone.now()):
        services.ring(job.kind, job.pk)


@sweep("jobs.ring_again")
def ring_again(now: datetime) -> dict[str, Any]:
    return {"rung": services.ring_again(now=now)}


@sweep("jobs.prune")
def prune(now: datetime) -> dict[str, Any]:
    return {"forgotten": services.prune(now=now)}
