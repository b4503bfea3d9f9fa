"""The seven stations of a complaint, past and to come, as the strip above the slip."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.complaints.models import Complaint
from apps.complaints.views.steps import Doors
from apps.core import wording
from apps.duties.models import Duty

State = Complaint.State


def track_of(complaint: Complaint, *, doors: Doors, now: datetime) -> list[dict[str, Any]]:
    """Each station with its moment, or what it should be reached by."""
    moments = {
        State.REGISTERED: complaint.recorded_at,
        State.ISSUED: complaint.issued_at,
        State.SIGNED: complaint.signed_at,
        State.HANDLING: complaint.first_contact_at,
        State.RETURNED: complaint.returned_at,
        State.VERIFYING: verified_from(complaint),
        State.CLOSED: complaint.closed_at,
    }
    order = list(moments)
    place = order.index(complaint.state) if complaint.state in order else -1
    return [
        {
            "label": State(state).label,
            "past": at < place,
            "current": at == place,
            "note": _note(complaint, state, moments[state], reached=at <= place, doors=doors, now=now),
        }
        for at, state in enumerate(order)
    ]


def verified_from(complaint: Complaint) -> datetime | None:
    """When the newest verifying call was opened; None before any was."""
    moves = complaint.moves.filter(new=State.VERIFYING).order_by("-at", "-pk")
    return moves.values_list("at", flat=True).first()


def _note(
    complaint: Complaint, state: str, moment: datetime | None, *, reached: bool, doors: Doors, now: datetime
) -> str:
    if reached and moment is not None:
        if state == complaint.state == State.HANDLING:
            days = (doors.today - doors.clocks.day(complaint.issued_at)).days
            return _("day %(count)s") % {"count": days}
        return wording.moment_words(moment, now=now)
    if state == State.RETURNED:
        return _target(complaint.return_duty, _("target %(day)s"))
    if state == State.CLOSED:
        return _target(complaint.close_duty, _("by %(day)s"))
    return "–"


def _target(duty: Duty | None, pattern: str) -> str:
    return pattern % {"day": f"{duty.due_day:%m-%d}"} if duty is not None else "–"
