"""A complaint that is none, or is told twice (4.2)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import Complaint
from apps.complaints.services.close import cancel_unsettled
from apps.complaints.services.escalate import withdraw_fine
from apps.complaints.services.guards import refuse_handling_side, refuse_unless_allowed
from apps.complaints.services.moving import State, move, needed
from apps.complaints.services.rounds import end_round
from apps.core.refusal import Refused

CLOCKS = ("contact_duty", "return_duty", "close_duty")


@transaction.atomic
def invalidate(
    complaint: Complaint,
    *,
    reason: str,
    now: datetime,
    by: User,
    merge_into: Complaint | None = None,
    version: int | None = None,
) -> Complaint:
    """Any open state -> invalid; a duplicate names the complaint of the same customer it is merged into.

    Its unsettled duties and its verifying call are cancelled, a fine for its delay is to be decided again. Raises
    Refused without a reason, for a merge into itself, another customer's or a dead complaint, and for people on the
    handling side.
    """
    refuse_unless_allowed(by, "complaints.invalidate", complaint)
    refuse_handling_side(by, complaint)
    reason = needed(reason, field="reason", message=_("Give the reason."))
    if merge_into is not None:
        _check_merge(complaint, merge_into)
    move(
        complaint, "invalid", old=Complaint.OPEN, new=State.INVALID, now=now, by=by, version=version,
        code="merged" if merge_into else "", text=reason, columns={"merged_into": merge_into},
    )  # fmt: skip
    end_round(complaint, now=now, by=by, code="complaint_invalid")
    cancel_unsettled(complaint, CLOCKS, now=now, by=by, code="complaint_invalid")
    withdraw_fine(complaint, now=now)
    return complaint


def _check_merge(complaint: Complaint, target: Complaint) -> None:
    fits = (
        target.pk != complaint.pk
        and target.customer_id == complaint.customer_id
        and target.store_id == complaint.store_id
        and target.state != State.INVALID
    )
    if not fits:
        raise Refused(_("Choose another complaint of the same customer."), field="merge_into", code="invalid")
