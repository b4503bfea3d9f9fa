"""The verb that takes a settled penalty back (S14, 4.5)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.penalties.models import Penalty
from apps.penalties.rules import first_of
from apps.penalties.services import guards
from apps.penalties.services.reversal import write_reversal
from apps.penalties.services.step_up import refresh_step_up


def reverse(penalty: Penalty, *, reason: str, now: datetime, by: User) -> Penalty:
    """Director or general manager take back a settled penalty by a counter-row in the open month. Returns it.

    Another person than the subject, the author and the one who confirmed. The month's step-up follows the count, so
    it is reversed too when the count falls back (S14). Raises Refused.
    """
    guards.refuse_strangers(penalty.store, by=by, action="penalties.reverse")
    guards.refuse_subject(penalty, by=by)
    guards.refuse_author(penalty, by=by)
    guards.refuse_confirmer(penalty, by=by)
    reason = guards.needed(reason)
    if penalty.kind == Penalty.Kind.REVERSAL:
        raise Refused(_("A reversal is not reversed; propose the fine again instead."))
    with transaction.atomic():
        counter = write_reversal(penalty, now=now, by=by, reason=reason)
        if penalty.kind == Penalty.Kind.CALLBACK_MISS:
            month = first_of(penalty.fact_day)
            refresh_step_up(store=penalty.store, subject=penalty.subject, month=month, now=now, by=by)
    return counter
