"""The director looks at each result 关注 (S10)."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.complaints.models import Complaint
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.moving import State, move


@transaction.atomic
def mark_seen(complaint: Complaint, *, now: datetime, by: User, version: int | None = None) -> Complaint:
    """Note that the director has seen how a closed complaint ended; a second look changes nothing."""
    refuse_unless_allowed(by, "complaints.seen", complaint)
    if complaint.seen_by_director_at is None:
        move(
            complaint, "seen", old=[State.CLOSED], new=None, now=now, by=by, version=version,
            columns={"seen_by_director_at": now},
        )  # fmt: skip
    return complaint
