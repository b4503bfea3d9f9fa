"""More time for closing (R13): before it is due, by the director, with a reason; the original moment is kept."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import Complaint
from apps.complaints.rules.clocks import Clocks
from apps.complaints.rules.rights import may_extend
from apps.complaints.services.moving import move, needed, reread
from apps.complaints.services.rounds import latest
from apps.core.refusal import Refused
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.duties.services import Plan

LONGEST_DAYS = 30


@transaction.atomic
def extend(
    complaint: Complaint,
    *,
    until: date,
    reason: str,
    now: datetime,
    by: User,
    version: int | None = None,
) -> Complaint:
    """Close-by moves to 24:00 of `until`, a day of the store, later than now and at most 30 days further.

    Raises Refused when it is already due, has no term or is closed, without a reason, and for other people.
    """
    clocks = Clocks(complaint.store)
    rule = clocks.book.value("complaint.extend_by", on=clocks.day(complaint.issued_at or now))
    if not may_extend(by, complaint, rule=rule):
        raise Refused(_("Your role may not extend this complaint."), code="forbidden")
    reason = needed(reason, field="reason", message=_("Give the reason."))
    duty = _still_open(complaint, now=now)
    _check_day(until, duty=duty)
    plan = clocks.extended(until)
    move(
        complaint, "extend", old=Complaint.OPEN, new=None, now=now, by=by, version=version,
        code=until.isoformat(), text=reason,
    )  # fmt: skip
    duties.reschedule(duty, plan, now=now, by=by, code="extension", reason=reason)
    _take_the_call_along(complaint, plan, now=now, by=by)
    reread(complaint)
    return complaint


def _still_open(complaint: Complaint, *, now: datetime) -> Duty:
    duty = complaint.close_duty
    if duty is None or not complaint.is_open:
        raise Refused(_("This complaint has no closing term to extend."), code="state")
    if duty.state != Duty.State.OPEN or now >= duty.due_at:
        raise Refused(_("Its closing was due already; an extension comes before that."), code="state")
    return duty


def _check_day(until: date, *, duty: Duty) -> None:
    if not 1 <= (until - duty.due_day).days <= LONGEST_DAYS:
        raise Refused(
            _("Choose a day after %(day)s, at most %(count)s days later.")
            % {"day": duty.due_day.isoformat(), "count": LONGEST_DAYS},
            field="until",
            code="invalid",
        )


def _take_the_call_along(complaint: Complaint, plan: Plan, *, now: datetime, by: User) -> None:
    """An open verifying call is due when the complaint is."""
    found = latest(complaint)
    if found is not None and found.callback.is_open and found.callback.duty.state == Duty.State.OPEN:
        duties.reschedule(found.callback.duty, plan, now=now, by=by, code="extension")
