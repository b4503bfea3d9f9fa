"""The sweep that turns missed duties into proposals and lets go of what is not founded any more."""

from datetime import datetime
from typing import Any

from apps.jobs.running import sweep
from apps.jobs.stores import over_stores
from apps.penalties import services


@sweep("penalties.propose_for_missed")
def propose_for_missed(now: datetime) -> dict[str, Any]:
    return over_stores(
        lambda store: {
            "withdrawn": services.withdraw_unfounded(now=now, store=store),
            "proposed": services.propose_for_missed(now=now, store=store),
            "months": services.begin_months(now=now, store=store),
            "listed": services.tell_exceptions(now=now, store=store),
        }
    )
