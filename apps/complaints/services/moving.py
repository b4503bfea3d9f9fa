"""The one way a complaint moves: guarded, counted up, written down."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from apps.accounts.models import Department, User
from apps.complaints.models import Complaint, ComplaintMove, ComplaintMoveWords
from apps.core import prepared, transitions
from apps.core.refusal import Refused

State = Complaint.State
STEADY = ("store", "department", "handler")


def reread(complaint: Complaint) -> None:
    """The row as it stands now. Its store, department and handler stay at hand where they are the same; whatever else
    hangs on it is read again when it is asked for."""
    fields = [Complaint._meta.get_field(name) for name in STEADY]
    known = [(field, field.get_cached_value(complaint)) for field in fields if field.is_cached(complaint)]
    prepared.reread(complaint)
    for field, value in known:
        if value is not None and value.pk == getattr(complaint, field.attname):
            field.set_cached_value(complaint, value)


def move(
    complaint: Complaint,
    what: str,
    *,
    old: Iterable[str],
    new: str | None,
    now: datetime,
    by: User | None,
    version: int | None = None,
    code: str = "",
    text: str = "",
    to_user: User | None = None,
    columns: dict[str, Any] | None = None,
) -> ComplaintMove:
    """Move the complaint from its state to `new` (None: it stays) and write the history row.

    Raises Refused(code="state") when the state does not allow it and Refused(code="stale") when somebody else was
    faster: state or `version` are no longer those the person saw.
    """
    before = complaint.state
    refuse_unless_in(complaint, old)
    rows = Complaint.objects.all() if version is None else Complaint.objects.filter(version=version)
    transitions.move(
        rows, complaint.pk, old=before, new=new or before, version=F("version") + 1, **(columns or {})
    )
    reread(complaint)
    return tell_story(complaint, what, before=before, at=now, by=by, code=code, text=text, to_user=to_user)


def refuse_unless_in(complaint: Complaint, states: Iterable[str]) -> None:
    """Raises Refused(code="state") where the step does not go with the state the person saw."""
    if complaint.state not in list(states):
        raise Refused(
            _("Complaint %(number)s is %(state)s now; that does not go with this step.")
            % {"number": complaint.number, "state": complaint.get_state_display()},
            code="state",
        )


def tell_story(
    complaint: Complaint,
    what: str,
    *,
    before: str,
    at: datetime,
    by: User | None,
    code: str = "",
    text: str = "",
    to_user: User | None = None,
    department: Department | None = None,
) -> ComplaintMove:
    """The history row; what people typed stands beside it."""
    row = ComplaintMove.objects.create(
        complaint=complaint,
        what=what,
        old=before,
        new=complaint.state,
        cycle=complaint.cycle,
        at=at,
        by=by,
        code=code,
        to_user=to_user,
        department=department or complaint.department,
    )
    if text.strip():
        ComplaintMoveWords.objects.create(move=row, text=text.strip())
    return row


def needed(text: str, *, field: str, message: str) -> str:
    """The text without outer spaces; raises Refused(code="invalid") at its field when there is none."""
    if not text or not text.strip():
        raise Refused(message, field=field, code="invalid")
    return text.strip()
