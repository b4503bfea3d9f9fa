"""A closed complaint begins again (4.2): a new cycle with new clocks; the closed cycle keeps its figures."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import Complaint, ComplaintWords
from apps.complaints.rules.clocks import Clocks
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.issue import start_clocks
from apps.complaints.services.moving import State, move, needed
from apps.core.refusal import Refused

CLEARED = {
    "signed_at": None,
    "signed_by": None,
    "signed_hash": "",
    "handler": None,
    "first_contact_at": None,
    "returned_at": None,
    "closed_at": None,
    "closing": "",
    "late_by": "",
    "liable": "",
    "seen_by_director_at": None,
    "contact_duty": None,
    "return_duty": None,
    "close_duty": None,
}
EMPTY_WORDS = {"contact_note": "", "cause": "", "measure": "", "result": ""}


@transaction.atomic
def reopen(
    complaint: Complaint, *, reason: str, now: datetime, by: User, version: int | None = None
) -> Complaint:
    """closed -> issued, cycle + 1, within `complaint.reopen_days` (30) calendar days of closing.

    What was written in the old cycle stays in the history. Raises Refused without a reason and after that time.
    """
    refuse_unless_allowed(by, "complaints.reopen", complaint)
    reason = needed(reason, field="reason", message=_("Give the reason."))
    _refuse_after_time(complaint, now=now)
    columns = {**CLEARED, "cycle": F("cycle") + 1, "issued_at": now}
    move(
        complaint, "reopen", old=[State.CLOSED], new=State.ISSUED, now=now, by=by, version=version, text=reason,
        columns=columns,
    )  # fmt: skip
    ComplaintWords.objects.filter(complaint=complaint).update(**EMPTY_WORDS)
    start_clocks(complaint, now=now, by=by)
    return complaint


def _refuse_after_time(complaint: Complaint, *, now: datetime) -> None:
    if complaint.closed_at is None:
        return
    clocks = Clocks(complaint.store)
    days = clocks.book.value("complaint.reopen_days", on=clocks.day(now))
    if (clocks.day(now) - clocks.day(complaint.closed_at)).days > days:
        raise Refused(
            _("It was closed more than %(count)s days ago; register a new complaint.") % {"count": days},
            code="closed",
        )
