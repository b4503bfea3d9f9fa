"""Sweeps over duties that are due."""

from datetime import datetime
from typing import Any

from apps.duties import services
from apps.jobs.running import sweep
from apps.jobs.stores import over_stores


@sweep("duties.mark_missed")
def mark_missed(now: datetime) -> dict[str, Any]:
    return {"missed": services.mark_missed(now=now), "unassigned": services.report_unassigned(now=now)}


@sweep("duties.warn")
def warn(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"warned": services.warn(now=now, store=store)})
