"""Sweeps of the calls: repeatable, set-based, harmless when run twice or late."""

from datetime import datetime, timedelta
from typing import Any

from apps.callbacks import services
from apps.jobs.running import Run, job, sweep
from apps.jobs.stores import over_stores

RECENT = timedelta(days=2)


@job("callbacks.open_due_follow_ups")
def open_due_follow_ups(run: Run) -> dict[str, Any]:
    """Each minute the orders of the last two days; on the full hour and when rung, all of them."""
    often = run.job.slot is not None and run.job.slot.minute != 0
    bound = {"since": run.now - RECENT} if often else {}
    return over_stores(
        lambda store: {"opened": services.open_due_follow_ups(now=run.now, store=store, **bound)}
    )


@sweep("callbacks.cancel_opted_out")
def cancel_opted_out(now: datetime) -> dict[str, Any]:
    return {"cancelled": services.cancel_opted_out(now=now)}


@sweep("callbacks.hand_over_absent")
def hand_over_absent(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"handed_over": services.hand_over_absent(now=now, store=store)})


@sweep("callbacks.replan")
def replan(now: datetime) -> dict[str, Any]:
    return over_stores(lambda store: {"moved": len(services.replan(now=now, store=store))})
