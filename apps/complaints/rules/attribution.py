"""Whose delay it is when a complaint is closed late (R11)."""

from datetime import datetime

from apps.complaints.models import Complaint
from apps.duties.models import Duty

LateBy = Complaint.LateBy


def late_side(close_duty: Duty | None, return_duty: Duty | None, *, closed_at: datetime) -> str:
    """Nobody's when closed in time or excused; the department's when its answer came after its target (or never).

    Else customer care's. An excused answer is nobody's delay; customer care had the time left only when it came before
    the closing was due.
    """
    if close_duty is None or close_duty.state == Duty.State.EXCUSED or closed_at < close_duty.due_at:
        return LateBy.NOBODY
    if return_duty is None:
        return LateBy.CARE
    answered = return_duty.settled_at
    if return_duty.state == Duty.State.EXCUSED:
        in_hand = answered is not None and answered < close_duty.due_at
        return LateBy.CARE if in_hand else LateBy.NOBODY
    in_time = answered is not None and answered < return_duty.due_at
    return LateBy.CARE if in_time else LateBy.DEPARTMENT
