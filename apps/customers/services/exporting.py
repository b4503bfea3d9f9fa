"""The one door through which rows leave the house: written down, and bounded for each person (S28).

Files are made while they are handed out; none is kept, so none can lie about. What lasts a day is the permission.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.access import refuse_unless, store_of
from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.core.transitions import move
from apps.customers.models import ExportGrant, ExportLog
from apps.customers.services.watching import one_at_a_time, sound_alarm, who_watch
from apps.notices.services import tell

DAY = timedelta(days=1)
REPORTS = "report."  # figures are nobody's data and need no second person
MOST_GRANTED = 100_000
STOPPED = gettext_noop("%(name)s tried to take out %(rows)s rows and was stopped at the daily quota.")
ASKED = gettext_noop("%(name)s asks to take out %(rows)s rows: please decide.")
DECIDED = gettext_noop("Your wish to take out %(rows)s rows was decided.")


def note_export(
    what: str, *, store: Store, rows: int, filters: dict[str, Any], now: datetime, by: User
) -> ExportLog:
    """Write down that `rows` rows leave; `filters` are codes and ids, never typed words. Call it outside a transaction.

    Raises Refused(code="too_many") when the person would have taken more than EXPORTED_ROWS_A_DAY and what was
    granted within 24 hours, reports (`what` beginning with REPORTS) apart; those who watch over exports are told (H7).
    """
    with transaction.atomic():
        one_at_a_time(by)
        if what.startswith(REPORTS) or rows <= rows_left(by, now=now):
            return ExportLog.objects.create(store=store, what=what, rows=rows, filters=filters, by=by, at=now)
    sound_alarm(
        by, what="exports", title=STOPPED, params={"rows": rows}, url=reverse("customers:exports"), now=now
    )
    raise Refused(
        _(
            "You may take out %(most)s rows a day. A larger export needs a second person: Customers, Export quota."
        )
        % {"most": settings.EXPORTED_ROWS_A_DAY},
        code="too_many",
    )


def rows_left(person: User, *, now: datetime) -> int:
    """How many rows the person may still take out now."""
    taken = ExportLog.objects.filter(by=person, at__gt=now - DAY).exclude(what__startswith=REPORTS)
    granted = ExportGrant.objects.filter(by=person, state=ExportGrant.State.ALLOWED, until__gt=now)
    return settings.EXPORTED_ROWS_A_DAY + _sum(granted) - _sum(taken)


def _sum(found: QuerySet[Any]) -> int:
    return found.aggregate(sum=Sum("rows"))["sum"] or 0


def ask_for_export(rows: int, *, reason: str, now: datetime, by: User) -> ExportGrant:
    """Ask a second person for so many rows beyond the quota. Raises Refused without a reason or while one waits."""
    refuse_unless(by, "customers.exports")
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    if not 0 < rows <= MOST_GRANTED:
        raise Refused(_("Enter a number of rows."), field="rows", code="invalid")
    store = store_of(by)
    with transaction.atomic():
        one_at_a_time(by)
        if ExportGrant.objects.filter(by=by, state=ExportGrant.State.ASKED).exists():
            raise Refused(_("A wish of yours is waiting already."))
        grant = ExportGrant.objects.create(store=store, by=by, at=now, rows=rows, reason=reason.strip()[:200])
        _tell(grant, [user for user in who_watch(store, now=now) if user != by], title=ASKED, now=now)
    return grant


def decide_export(grant: ExportGrant, *, allowed: bool, now: datetime, by: User) -> None:
    """Yes for 24 hours, or no; never the one who asked. Raises Refused(forbidden, stale)."""
    refuse_unless(by, "customers.allow_export")
    if grant.by_id == by.pk:
        raise Refused(_("A second person decides this."), code="forbidden")
    state = ExportGrant.State.ALLOWED if allowed else ExportGrant.State.REFUSED
    with transaction.atomic():
        move(
            ExportGrant, grant.pk, old=ExportGrant.State.ASKED, new=state, decided_by=by, decided_at=now,
            until=now + DAY if allowed else None,
        )  # fmt: skip
        _tell(grant, [grant.by], title=DECIDED, now=now)


def _tell(grant: ExportGrant, people: list[User], *, title: str, now: datetime) -> None:
    tell(
        people,
        kind="customers.exports",
        key=f"export:{grant.pk}:{title == DECIDED}",
        title=title,
        params={"name": str(grant.by), "rows": grant.rows},
        url=reverse("customers:exports"),
        at=now,
        store=grant.store,
    )
