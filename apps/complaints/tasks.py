"""Sweeps of complaints; their periods stand in carecenter/celery.py."""

from datetime import datetime
from typing import Any

from apps.complaints import services
from apps.jobs.running import sweep
from apps.jobs.stores import over_stores


@sweep("complaints.settle_unreached")
def settle_unreached(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"unreached": services.settle_unreached(now=now, store=store)})


@sweep("complaints.remind")
def remind(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"notices": services.remind(now=now, store=store)})


@sweep("complaints.replan")
def replan(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"moved": len(services.replan(now=now, store=store))})
