"""The sweep that turns missed duties into proposals and lets go of what is not founded any more."""

from datetime import datetime
from typing import Any

from apps.jobs.running import sweep
from apps.penalties import services


@sweep("penalties.propose_for_missed")
def propose_for_missed(now: datetime) -> dict[str, Any]:
    withdrawn = services.withdraw_unfounded(now=now)
    proposed = services.propose_for_missed(now=now)
    begun = services.begin_months(now=now)
    return {"withdrawn": withdrawn, "proposed": proposed, "months": begun}
