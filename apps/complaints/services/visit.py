"""Going to see the customer (S101)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import Complaint, Visit
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.moving import State, move, needed
from apps.core.refusal import Refused


@transaction.atomic
def record_visit(
    complaint: Complaint,
    *,
    visited_at: datetime,
    result: str,
    now: datetime,
    by: User,
    place: str = "",
    version: int | None = None,
) -> Visit:
    """Write down a visit that took place: when, where, what came of it.

    Raises Refused without a result, for a moment in the future and for one before the house learned of the complaint.
    """
    refuse_unless_allowed(by, "complaints.visit", complaint)
    result = needed(result, field="result", message=_("Write down what came of the visit."))
    if visited_at > now:
        raise Refused(_("The visit cannot be in the future."), field="visited_at", code="invalid")
    if visited_at < complaint.learned_at:
        raise Refused(
            _("The visit cannot be before the complaint was learned of."), field="visited_at", code="invalid"
        )
    move(complaint, "visit", old=(*Complaint.OPEN, State.CLOSED), new=None, now=now, by=by, version=version)
    return Visit.objects.create(
        complaint=complaint, visited_at=visited_at, place=place.strip(), result=result, recorded_at=now, by=by
    )
