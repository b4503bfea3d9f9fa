"""After settlement nothing is changed: a reversal in the open month takes it back (S14, 4.5)."""

from datetime import datetime

from django.utils.translation import gettext_noop

from apps.accounts.models import User
from apps.core.transitions import move
from apps.penalties.models import Penalty
from apps.penalties.services.open_months import hold_open_month, local_day, open_again
from apps.penalties.services.story import record, tell_people

State = Penalty.State
REVERSED = gettext_noop("Reversed in the open month: %(kind)s %(number)s")


def write_reversal(
    penalty: Penalty, *, now: datetime, by: User | None, code: str = "", reason: str = ""
) -> Penalty:
    """The counter-row of a settled penalty in the open month; it settles with that month. Returns the counter-row.

    With a `code` the reversal follows from another decision and is nobody's own.
    Raises Refused(code="stale") when the penalty is not settled (any more).
    """
    held = hold_open_month(penalty.store, penalty.month)
    move(Penalty, penalty.pk, old=State.SETTLED, new=State.REVERSED, decided_by=None if code else by)
    record(penalty, "reverse", old=State.SETTLED, new=State.REVERSED, at=now, by=by, code=code, reason=reason)
    counter = Penalty.objects.create(
        store=penalty.store,
        key=f"reversal:{penalty.pk}",
        kind=Penalty.Kind.REVERSAL,
        rule=penalty.rule,
        policy_values=penalty.policy_values,
        subject=penalty.subject,
        amount=-penalty.amount,
        percent=-penalty.percent,
        mode=penalty.mode,
        department_id=penalty.department_id,
        month=held.month,
        fact_day=local_day(penalty.store, now),
        state=State.CONFIRMED,
        evidence={"reverses": penalty.pk, "month": f"{penalty.month:%Y-%m}"},
        title=penalty.title,
        url_name="penalties:detail",
        object_id=penalty.pk,
        proposed_at=now,
        confirmed_at=now,
        confirmed_by=by,
        reverses=penalty,
    )
    record(counter, "reverse", old="", new=State.CONFIRMED, at=now, by=by, code=code, reason=reason)
    open_again(held, now=now, by=by)
    tell_people([penalty.subject_id], penalty, title=REVERSED, key="reversed", at=now)
    penalty.refresh_from_db()
    return counter
