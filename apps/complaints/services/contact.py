"""The department speaks with the customer for the first time (R09)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import Complaint, ComplaintWords
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.moving import State, move, needed, reread
from apps.duties import services as duties


@transaction.atomic
def record_first_contact(
    complaint: Complaint, *, note: str, now: datetime, by: User, version: int | None = None
) -> Complaint:
    """4.2: signed -> handling; settles the duty of first contact at `now`, the moment of the save.

    By the head of the department or the handler. Raises Refused without a note of what was said.
    """
    refuse_unless_allowed(by, "complaints.contact", complaint)
    note = needed(note, field="note", message=_("Note what was said with the customer."))
    move(
        complaint, "contact", old=[State.SIGNED], new=State.HANDLING, now=now, by=by, version=version,
        text=note, columns={"first_contact_at": now},
    )  # fmt: skip
    ComplaintWords.objects.filter(complaint=complaint).update(contact_note=note)
    duties.settle(complaint.contact_duty, at=now, by=by)
    reread(complaint)
    return complaint
