"""Whose the closing is while it is open: the department's until it answers, then customer care's."""

from datetime import datetime

from apps.accounts.models import User
from apps.complaints.models import Complaint
from apps.duties import services as duties


def hand_closing_to(owner: User | None, complaint: Complaint, *, now: datetime) -> None:
    """Give the unsettled closing duty to `owner`; one missed before is still answered for by the old owner."""
    duty = complaint.close_duty
    if duty is None or duty.settled_at is not None or duty.owner_id == (owner.pk if owner else None):
        return
    duties.reassign(duty, to=owner, now=now, by=None, code="complaint")
