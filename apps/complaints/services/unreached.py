"""Verifying calls that ended without reaching the customer: the director decides (4.2)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.models import Store, User
from apps.callbacks.models import Callback
from apps.complaints.models import Complaint, ComplaintMove, Verification
from apps.complaints.rules.clocks import Clocks
from apps.complaints.services import people
from apps.complaints.services.close import close_without_agreement
from apps.complaints.services.guards import refuse_unless_allowed
from apps.complaints.services.moving import State, move, needed
from apps.complaints.services.rounds import Result, latest, open_round
from apps.complaints.services.tell import complaint_url, notice_key
from apps.core.refusal import Refused
from apps.notices import services as notices
from apps.notices.models import Notice

ENDED = (
    Callback.State.UNREACHABLE,
    Callback.State.REFUSED,
    Callback.State.WRONG_NUMBER,
    Callback.State.CANCELLED,
)
DECIDE = gettext_noop("Complaint %(number)s: the verifying call did not reach the customer; please decide.")


@transaction.atomic
def settle_unreached(*, now: datetime, callback: Callback | None = None, store: Store | None = None) -> int:
    """Sweep: rounds whose call ended unreached (R06), refused, with a wrong number or cancelled (the customer wants no
    calls) get that result, the complaint waits as verifying and the directors are told. Returns how many.

    A handful of statements, whatever the count.
    """
    rows = Verification.objects.filter(
        result=Result.OPEN,
        callback__state__in=ENDED,
        complaint__state__in=[State.RETURNED, State.VERIFYING],
        cycle=F("complaint__cycle"),
    )
    if callback is not None:
        rows = rows.filter(callback=callback)
    if store is not None:
        rows = rows.filter(complaint__store=store)
    found = list(
        rows.select_related("complaint__store").select_for_update(of=("self", "complaint"), skip_locked=True)
    )
    if found:
        Verification.objects.filter(pk__in=[row.pk for row in found]).update(
            result=Result.UNREACHED, settled_at=now
        )
        _wait_for_decision([row.complaint for row in found], now=now)
        _tell_directors(found, now=now)
    return len(found)


def _wait_for_decision(complaints: list[Complaint], *, now: datetime) -> None:
    pks = [complaint.pk for complaint in complaints]
    Complaint.objects.filter(pk__in=pks).update(state=State.VERIFYING, version=F("version") + 1)
    ComplaintMove.objects.bulk_create(
        ComplaintMove(
            complaint=complaint,
            what="unreached",
            old=complaint.state,
            new=State.VERIFYING,
            cycle=complaint.cycle,
            at=now,
            department_id=complaint.department_id,
        )
        for complaint in complaints
    )


def _tell_directors(found: Iterable[Verification], *, now: datetime) -> None:
    stores = {row.complaint.store for row in found}
    told = {store.pk: people.directors(store, on=Clocks(store).day(now)) for store in stores}
    notices.tell_all(
        Notice(
            user=director,
            store_id=row.complaint.store_id,
            key=notice_key(row.complaint, "unreached", str(row.round)),
            kind="complaint.unreached",
            title=DECIDE,
            params={"number": row.complaint.number},
            url=complaint_url(row.complaint),
            at=now,
        )
        for row in found
        for director in told[row.complaint.store_id]
    )


@transaction.atomic
def call_again(
    complaint: Complaint, *, reason: str, now: datetime, by: User, version: int | None = None
) -> Complaint:
    """The director asks for another round after an unreached one: verifying -> returned with a new call."""
    refuse_unless_allowed(by, "complaints.close_unsatisfied", complaint)
    reason = needed(reason, field="reason", message=_("Give the reason."))
    found = latest(complaint)
    if found is None or found.result != Result.UNREACHED:
        raise Refused(_("Another round follows a verifying call that reached nobody."), code="state")
    move(
        complaint, "call_again", old=[State.VERIFYING], new=State.RETURNED, now=now, by=by, version=version,
        text=reason,
    )  # fmt: skip
    open_round(complaint, now=now, by=by)
    return complaint


def decide_unreached(
    complaint: Complaint,
    *,
    again: bool,
    reason: str,
    now: datetime,
    by: User,
    version: int | None = None,
) -> Complaint:
    """The director's decision on a customer who cannot be reached: another round, or closed without agreement."""
    verb = call_again if again else close_without_agreement
    return verb(complaint, reason=reason, now=now, by=by, version=version)
