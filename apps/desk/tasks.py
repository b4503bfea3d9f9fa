"""Sweeps of the screens: repeatable, harmless when run twice or late."""

from datetime import datetime
from typing import Any

from apps.desk.call.recording import record_waiting
from apps.desk.oracle.nightly import check_tonight
from apps.jobs.running import sweep


@sweep("desk.record_held_saves")
def record_held_saves(now: datetime) -> dict[str, Any]:
    return {"recorded": record_waiting(now=now)}


@sweep("desk.check_house")
def check_house(now: datetime) -> dict[str, Any]:
    return check_tonight(now=now)
