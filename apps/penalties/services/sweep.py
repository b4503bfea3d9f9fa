"""The sweep over missed duties, in its order."""

from datetime import datetime

from apps.accounts.models import Store
from apps.penalties.services.absences import excuse_absent
from apps.penalties.services.outages import excuse_outages
from apps.penalties.services.proposing import propose_missed


def propose_for_missed(*, now: datetime, store: Store | None = None) -> int:
    """Excuse outages and who was away, then propose for what is left (S13). Returns how many proposals were written."""
    excuse_outages(now=now, store=store)
    excuse_absent(now=now, store=store)
    return propose_missed(now=now, store=store)
