"""The department's answer: drafted by the handler, handed back by the head; then a call verifies it (S10)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints.models import CauseKind, Complaint, ComplaintWords
from apps.complaints.rules.clocks import Clocks
from apps.complaints.rules.missing import MISSING
from apps.complaints.services import people
from apps.complaints.services.ball import hand_closing_to
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.moving import State, move, needed, reread
from apps.complaints.services.rounds import open_round
from apps.core.refusal import Refused
from apps.duties import services as duties

NAMES = ("cause", "measure", "result")


@transaction.atomic
def propose_answer(
    complaint: Complaint,
    *,
    cause: str,
    measure: str,
    result: str,
    now: datetime,
    by: User,
    version: int | None = None,
) -> Complaint:
    """The handler's draft while the complaint is being handled; nothing is handed back.

    Raises Refused when all three are empty, for people outside the department and for a stale `version`.
    """
    refuse_unless_allowed(by, "complaints.propose", complaint)
    words = {"cause": cause.strip(), "measure": measure.strip(), "result": result.strip()}
    if not any(words.values()):
        raise Refused(_("Write down cause, measure or result."), field="cause", code="invalid")
    move(complaint, "propose", old=[State.HANDLING], new=None, now=now, by=by, version=version)
    ComplaintWords.objects.filter(complaint=complaint).update(**words)
    reread(complaint)
    return complaint


@transaction.atomic
def return_answer(
    complaint: Complaint,
    *,
    cause: str,
    measure: str,
    result: str,
    liable: str,
    now: datetime,
    by: User,
    cause_kind: CauseKind | None = None,
    version: int | None = None,
) -> Complaint:
    """4.2: handling -> returned, by the head of the department. Settles the return duty (R11) and opens the verifying
    call; closing is customer care's from here. Raises Refused where cause, measure, result or liable is missing, and
    where the tree of causes (S82) offers a place and none was chosen."""
    refuse_unless_allowed(by, "complaints.return", complaint)
    words = _full_answer(cause=cause, measure=measure, result=result)
    if liable not in Complaint.Liable.values or not liable:
        raise Refused(MISSING["liable"], field="liable", code="invalid")
    _refuse_unplaced(cause_kind)
    move(
        complaint, "return", old=[State.HANDLING], new=State.RETURNED, now=now, by=by, version=version,
        code=liable, text="\n".join(words.values()),
        columns={"returned_at": now, "liable": liable, "cause_kind": cause_kind},
    )  # fmt: skip
    ComplaintWords.objects.filter(complaint=complaint).update(**words)
    duties.settle(complaint.return_duty, at=now, by=by)
    today = Clocks(complaint.store).day(now)
    hand_closing_to(next(iter(people.managers(complaint.store, on=today)), None), complaint, now=now)
    open_round(complaint, now=now, by=by)
    reread(complaint)
    return complaint


def _full_answer(**words: str) -> dict[str, str]:
    return {name: needed(words[name], field=name, message=MISSING[name]) for name in NAMES}


def _refuse_unplaced(cause_kind: CauseKind | None) -> None:
    """Statistics by cause need every answer's place in the tree, as long as there is a tree."""
    offered = CauseKind.objects.offered()
    if cause_kind is None and offered.exists():
        raise Refused(MISSING["cause_kind"], field="cause_kind", code="invalid")
    if cause_kind is not None and not offered.filter(pk=cause_kind.pk).exists():
        raise Refused(_("This cause is no longer offered."), field="cause_kind", code="invalid")
