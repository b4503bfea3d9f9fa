"""A slip about another department waits for that department's head or the general manager (S47)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.penalties.models import Penalty
from apps.penalties.services import guards
from apps.penalties.services.open_months import hold_open_month, open_again
from apps.penalties.services.story import record, tell_people

State = Penalty.State
ACCEPTED = gettext_noop("Your suggestion was accepted: %(kind)s %(number)s")
DECLINED = gettext_noop("Your suggestion was declined: %(kind)s %(number)s")


def accept(penalty: Penalty, *, reason: str = "", now: datetime, by: User) -> Penalty:
    """The department's head or the general manager makes a suggestion a proposal; somebody still has to confirm it.

    Refused for other departments, the subject and the author, and (stale) when somebody was faster.
    """
    _refuse_not_answering(penalty, by=by)
    guards.refuse_author(penalty, by=by)
    return _answer(penalty, State.PROPOSED, what="accept", title=ACCEPTED, reason=reason, now=now, by=by)


def decline(penalty: Penalty, *, reason: str, now: datetime, by: User) -> Penalty:
    """A suggestion comes to nothing, with a reason; the author may take it back too. Raises Refused."""
    if penalty.author_id != by.pk:
        _refuse_not_answering(penalty, by=by)
    return _answer(
        penalty, State.REJECTED, what="decline", title=DECLINED, reason=guards.needed(reason), now=now, by=by
    )


def _refuse_not_answering(penalty: Penalty, *, by: User) -> None:
    guards.refuse_subject(penalty, by=by)
    if not Penalty.objects.answered_by(by).filter(pk=penalty.pk).exists():
        message = _("The head of the person's department or the general manager decides on this.")
        raise Refused(message, code="forbidden")


def _answer(
    penalty: Penalty, new: str, *, what: str, title: str, reason: str, now: datetime, by: User
) -> Penalty:
    with transaction.atomic():
        held = hold_open_month(penalty.store, penalty.month)
        who = {"accepted_by": by} if new == State.PROPOSED else {"decided_by": by}
        move(Penalty, penalty.pk, old=State.SUGGESTED, new=new, month=held.month, **who)
        record(penalty, what, old=State.SUGGESTED, new=new, at=now, by=by, reason=reason)
        if penalty.author_id != by.pk:
            tell_people([penalty.author_id], penalty, title=title, key=what, at=now)
        open_again(held, now=now, by=by)
    penalty.refresh_from_db()
    return penalty
