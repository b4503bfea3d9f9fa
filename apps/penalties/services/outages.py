"""The program was down (domain.md 4.0): what fell due meanwhile is excused by itself, and named so."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.duties import services as duties
from apps.duties.models import Duty
from apps.penalties.models import Outage
from apps.penalties.rules import MISS_RULES
from apps.penalties.services import guards
from apps.penalties.services.withdrawing import withdraw_unfounded

LONGEST = timedelta(days=31)
KINDS = (*MISS_RULES, "complaint.report")
# The days beside the instants let the index over missed duties answer.
DUE_MEANWHILE = """
SELECT DISTINCT d.id FROM penalties_outage o
  JOIN duties_duty d ON d.store_id = o.store_id AND d.state = 'missed' AND d.kind = ANY(%(kinds)s)
       AND d.due_day BETWEEN (o.starts_at - interval '2 days')::date AND (o.ends_at + interval '1 day')::date
       AND d.due_at BETWEEN o.starts_at AND o.ends_at
 WHERE o.withdrawn_at IS NULL AND (%(store)s::bigint IS NULL OR o.store_id = %(store)s)
   AND o.entered_by_id IS DISTINCT FROM d.responsible_id
   AND NOT EXISTS (SELECT 1 FROM penalties_penalty p WHERE p.duty_id = d.id AND p.state IN ('settled', 'reversed'))
"""


def enter_outage(
    *, store: Store, starts_at: datetime, ends_at: datetime, reason: str, now: datetime, by: User
) -> Outage:
    """The program was or will be down from one instant to another, both included.

    What fell due in it is excused and its penalties fall away unless settled, except the author's own duties; what
    is still to fall due follows with the sweep. Refused without the right or a reason, for an end before the start,
    and for more than a month.
    """
    guards.refuse_strangers(store, by=by, action="penalties.outages")
    reason = guards.needed(reason)
    if ends_at <= starts_at:
        raise Refused(_("The end comes after the beginning."), field="ends_at", code="invalid")
    if ends_at - starts_at > LONGEST:
        raise Refused(_("An outage lasts a month at most."), field="ends_at", code="invalid")
    if starts_at > now + LONGEST:
        raise Refused(_("That is too far ahead."), field="starts_at", code="invalid")
    with transaction.atomic():
        outage = Outage.objects.create(
            store=store,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason[:200],
            entered_at=now,
            entered_by=by,
        )
        if excuse_outages(now=now, store=store):
            withdraw_unfounded(now=now, store=store)
    return outage


def withdraw_outage(outage: Outage, *, now: datetime, by: User) -> None:
    """It was entered by mistake: nothing more is excused by it; what was excused stays so. Raises Refused."""
    guards.refuse_strangers(outage.store, by=by, action="penalties.outages")
    rows = Outage.objects.standing().filter(pk=outage.pk)
    if rows.update(withdrawn_at=now, withdrawn_by=by) != 1:
        raise Refused(_("This has been taken back already."), code="stale")
    outage.refresh_from_db()


def excuse_outages(*, now: datetime, store: Store | None = None) -> int:
    """Missed duties whose due moment lies in an outage are excused (cause "outage"). Returns how many."""
    params: dict[str, Any] = {"kinds": list(KINDS), "store": store and store.pk}
    with connection.cursor() as cursor:
        cursor.execute(DUE_MEANWHILE, params)
        found = sorted(pk for (pk,) in cursor.fetchall())
    return duties.excuse_many(found, cause=Duty.Cause.OUTAGE, now=now) if found else 0
