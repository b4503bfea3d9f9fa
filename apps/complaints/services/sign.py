"""Sign for the form 抱怨签收单 (S09): the department's head takes it over and names a handler."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.models import User
from apps.complaints.models import Complaint
from apps.complaints.rules.clocks import Clocks
from apps.complaints.services import people
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.moving import State, move, refuse_unless_in
from apps.complaints.services.tell import tell
from apps.core.refusal import Refused

HANDLE = gettext_noop("You handle complaint %(number)s.")


@transaction.atomic
def sign(
    complaint: Complaint, *, handler: User | None, now: datetime, by: User, version: int | None = None
) -> Complaint:
    """4.2: issued -> signed, by the head of that department only. The signature is person, moment and a hash of the
    text signed for. Raises Refused for a handler who does not work in the department."""
    refuse_unless_allowed(by, "complaints.sign", complaint)
    refuse_unless_in(complaint, [State.ISSUED])
    on = Clocks(complaint.store).day(now)
    if handler is None or handler not in people.members_of(complaint.department, on=on):
        raise Refused(_("Choose a handler of this department."), field="handler", code="invalid")
    columns = {
        "handler": handler,
        "signed_at": now,
        "signed_by": by,
        "signed_hash": text_hash(complaint),
    }
    move(
        complaint, "sign", old=[State.ISSUED], new=State.SIGNED, now=now, by=by, version=version,
        to_user=handler, columns=columns,
    )  # fmt: skip
    if handler != by:
        tell(complaint, [handler], kind="handler", title=HANDLE, now=now)
    return complaint


def text_hash(complaint: Complaint) -> str:
    """SHA-256 of what stands on the form when it is signed for: number, issue, category, words, demand."""
    words = complaint.words
    parts = (
        complaint.number,
        complaint.issued_at.isoformat(),
        complaint.category.code,
        words.text,
        words.demand,
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
