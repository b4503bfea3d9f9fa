"""What the verifying call brings: closed, or back to handling (S10, R15)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.models import User
from apps.callbacks.models import Answer, Attempt, Callback
from apps.complaints.models import Complaint, Verification
from apps.complaints.rules.clocks import Clocks
from apps.complaints.services import people
from apps.complaints.services.ball import hand_closing_to
from apps.complaints.services.close import close_with
from apps.complaints.services.guards import refuse_handling_side
from apps.complaints.services.moving import State, move, reread
from apps.complaints.services.rounds import Result, latest
from apps.complaints.services.tell import tell
from apps.complaints.services.unreached import settle_unreached
from apps.core.refusal import Refused
from apps.duties import services as duties

QUESTION = "verify_result"
RESULTS = {"1": Result.SATISFIED, "2": Result.BASICALLY, "3": Result.UNSATISFIED}
CLOSES = {Result.SATISFIED: "satisfied", Result.BASICALLY: "basically_satisfied"}
BACK = gettext_noop("Complaint %(number)s: the customer is not satisfied, it is back in your hands.")
TO_CLOSE = gettext_noop("Complaint %(number)s was verified and waits to be closed.")


@transaction.atomic
def verification_opened(callback: Callback, *, now: datetime, by: User) -> None:
    """4.2: returned -> verifying when the call is first opened or attempted. Opening it again changes nothing.

    Raises Refused for people on the handling side.
    """
    complaint = Complaint.objects.get(verifications__callback=callback)
    if complaint.state == State.RETURNED:
        refuse_handling_side(by, complaint)
        move(complaint, "open_check", old=[State.RETURNED], new=State.VERIFYING, now=now, by=by)


@transaction.atomic
def settle_verification(callback: Callback, attempt: Attempt, *, now: datetime, by: User) -> Complaint:
    """R15, in the same save as the attempt: the answer closes the complaint or sends it back to handling.

    An attempt without an answer leaves it verifying; a call that ended unreached is left to the director. Raises
    Refused for people on the handling side and when the complaint has moved on without this call.
    """
    verification = Verification.objects.select_related("complaint__store").get(callback=callback)
    complaint = verification.complaint
    refuse_handling_side(by, complaint)
    verification_opened(callback, now=now, by=by)
    reread(complaint)
    result = result_of(attempt)
    if result is None:
        settle_unreached(now=now, callback=callback)
    else:
        _take(verification, complaint, attempt, result=result, now=now, by=by)
    reread(complaint)
    return complaint


def result_of(attempt: Attempt) -> str | None:
    """The answer to the verifying question, or None where it was not asked."""
    answer = Answer.objects.filter(attempt=attempt, question__code=QUESTION).select_related("option").first()
    return RESULTS.get(answer.option.value) if answer is not None and answer.option is not None else None


def _take(
    verification: Verification,
    complaint: Complaint,
    attempt: Attempt,
    *,
    result: str,
    now: datetime,
    by: User,
) -> None:
    _refuse_overtaken(verification, complaint)
    rows = Verification.objects.filter(pk=verification.pk, result=Result.OPEN)
    if rows.update(result=result, attempt=attempt, settled_at=now) != 1:
        raise Refused(_("This verification has already been settled."), code="stale")
    clocks = Clocks(complaint.store)
    on = clocks.day(complaint.issued_at)
    if CLOSES.get(result) not in clocks.book.value("complaint.close_results", on=on):
        _send_back(complaint, result=result, now=now, by=by)
    elif clocks.book.value("complaint.close_by", on=on) == "verifier":
        close_with(complaint, result, what="settle", now=now, by=by)
    else:
        managers = people.managers(complaint.store, on=clocks.day(now))
        mark = str(verification.round)
        tell(complaint, managers, kind="to_close", title=TO_CLOSE, now=now, mark=mark)


def _refuse_overtaken(verification: Verification, complaint: Complaint) -> None:
    newest = latest(complaint)
    if complaint.state != State.VERIFYING or newest is None or newest.pk != verification.pk:
        raise Refused(_("This complaint has moved on; its verification is not open any more."), code="stale")


def _send_back(complaint: Complaint, *, result: str, now: datetime, by: User) -> None:
    """Not satisfied: the department handles it again. The close-by moment stays, its return target too."""
    move(complaint, "send_back", old=[State.VERIFYING], new=State.HANDLING, now=now, by=by, code=result)
    if complaint.return_duty.settled_at is not None:
        duties.reopen(complaint.return_duty, now=now, by=by, reason=_("The customer is not satisfied."))
    heads = people.heads_of(complaint.department, on=Clocks(complaint.store).day(now))
    hand_closing_to(heads[0] if heads else None, complaint, now=now)
    mark = str(complaint.verifications.filter(cycle=complaint.cycle).count())
    tell(complaint, [*heads, complaint.handler], kind="send_back", title=BACK, now=now, mark=mark)
