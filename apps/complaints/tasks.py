"""Sweeps of complaints; their periods stand in carecenter/celery.py."""

from datetime import datetime
from typing import Any

from apps.complaints import services
from apps.jobs.running import sweep


@sweep("complaints.settle_unreached")
def settle_unreached(now: datetime) -> dict[str, Any]:
    return {"unreached": services.settle_unreached(now=now)}


@sweep("complaints.remind")
def remind(now: datetime) -> dict[str, Any]:
    return {"notices": services.remind(now=now)}


@sweep("complaints.replan")
def replan(now: datetime) -> dict[str, Any]:
    return {"moved": len(services.replan(now=now))}
