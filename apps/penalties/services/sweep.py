"""The sweep over missed duties, in its order."""

from datetime import datetime

from apps.penalties.services.absences import excuse_absent
from apps.penalties.services.proposing import propose_missed


def propose_for_missed(*, now: datetime) -> int:
    """Excuse who was away, then propose for what is left (S13). Returns how many proposals were written."""
    excuse_absent(now=now)
    return propose_missed(now=now)
