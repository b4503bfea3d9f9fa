"""The end of a complaint: verified and closed, or closed by the director without agreement (4.2, R15)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import ClosedCycle, Complaint
from apps.complaints.rules.attribution import late_side
from apps.complaints.services.guards import refuse_handling_side, refuse_unless_allowed
from apps.complaints.services.moving import State, move, needed
from apps.complaints.services.rounds import Result, end_round, latest
from apps.core.refusal import Refused
from apps.duties import services as duties

Closing = Complaint.Closing
TRIED = (Result.UNSATISFIED, Result.UNREACHED)


@transaction.atomic
def close(complaint: Complaint, *, now: datetime, by: User, version: int | None = None) -> Complaint:
    """Close a verified complaint where rule value `complaint.close_by` leaves that to the manager.

    Raises Refused without a verification that closes, and for people on the handling side.
    """
    refuse_unless_allowed(by, "complaints.close", complaint)
    refuse_handling_side(by, complaint)
    found = latest(complaint)
    if found is None or found.result not in (Result.SATISFIED, Result.BASICALLY):
        raise Refused(_("A complaint closes after a verification with a good result."), code="state")
    return close_with(complaint, found.result, what="close", now=now, by=by, version=version)


@transaction.atomic
def close_without_agreement(
    complaint: Complaint, *, reason: str, now: datetime, by: User, version: int | None = None
) -> Complaint:
    """协商未果: the director ends it when the customer was not satisfied or could not be reached; counted apart.

    Raises Refused without a reason, and before any verification was tried in this cycle.
    """
    refuse_unless_allowed(by, "complaints.close_unsatisfied", complaint)
    refuse_handling_side(by, complaint)
    reason = needed(reason, field="reason", message=_("Give the reason."))
    if not complaint.verifications.filter(cycle=complaint.cycle, result__in=TRIED).exists():
        raise Refused(
            _("Before that, a verifying call has to fail: customer not satisfied or not reached."),
            code="state",
        )
    close_with(
        complaint, Closing.NO_AGREEMENT, what="close", old=(State.HANDLING, State.RETURNED, State.VERIFYING),
        now=now, by=by, version=version, text=reason,
    )  # fmt: skip
    end_round(complaint, now=now, by=by, code="complaint_closed")
    cancel_unsettled(complaint, ("contact_duty", "return_duty"), now=now, by=by, code="complaint_closed")
    return complaint


def close_with(
    complaint: Complaint,
    closing: str,
    *,
    what: str,
    now: datetime,
    by: User,
    old: tuple[str, ...] = (State.VERIFYING,),
    version: int | None = None,
    text: str = "",
) -> Complaint:
    """-> closed: settles the closing duty, says whose a delay is (R11) and keeps the cycle's figures."""
    late_by = late_side(complaint.close_duty, complaint.return_duty, closed_at=now)
    columns = {"closed_at": now, "closing": closing, "late_by": late_by}
    move(
        complaint, what, old=old, new=State.CLOSED, now=now, by=by, version=version, code=closing, text=text,
        columns=columns,
    )  # fmt: skip
    if complaint.close_duty is not None and complaint.close_duty.settled_at is None:
        duties.settle(complaint.close_duty, at=now, by=by, code=closing)
    ClosedCycle.objects.create(
        complaint=complaint,
        cycle=complaint.cycle,
        department=complaint.department,
        issued_at=complaint.issued_at,
        returned_at=complaint.returned_at,
        by=by,
        **columns,
    )
    return complaint


def cancel_unsettled(
    complaint: Complaint, columns: tuple[str, ...], *, now: datetime, by: User, code: str
) -> None:
    """Cancel those duties of the current cycle that nobody has to do any more."""
    for column in columns:
        duty = getattr(complaint, column)
        if duty is not None and duty.settled_at is None and duty.state != duty.State.CANCELLED:
            duties.cancel(duty, now=now, by=by, code=code)
