"""Documents that came in after their call had been due: the feed's fault, not the agents' (S21, R01)."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import TruncDate

from apps.accounts.models import Store
from apps.callbacks.models import Callback
from apps.customers.models import Order
from apps.duties.models import Duty

KINDS = (Callback.Kind.DELIVERY, Callback.Kind.REPAIR)
# No document older than import.history_days becomes a call; its due day lies at most so long before its arrival.
OLDEST = timedelta(days=400)


def late_calls(store: Store, *, since: date) -> QuerySet[Callback]:
    """Calls that were due before their document came, by documents that came since that day (store's zone)."""
    begin = datetime.combine(since, time(), ZoneInfo(store.tz))
    return Callback.objects.filter(
        store=store,
        kind__in=KINDS,
        duty__cause=Duty.Cause.LATE_IMPORT,
        duty__due_day__gte=since - OLDEST,
        order__created_at__gte=begin,
        order__state=Order.State.ACTIVE,
    )


def by_day_and_source(store: Store, *, since: date) -> list[dict[str, Any]]:
    """One line for each day and source with late documents: day, source, late, total, waiting, worst; newest first.

    `total` is all documents of that day and source that lead to calls, `waiting` how many late ones are still to be
    called, `worst` the longest time between due moment and arrival in days.
    """
    day = TruncDate("order__created_at", tzinfo=ZoneInfo(store.tz))
    late = (
        late_calls(store, since=since)
        .annotate(day=day)
        .values("day", source=F("order__source"))
        .annotate(
            late=Count("pk"),
            waiting=Count("pk", filter=Q(state__in=Callback.OPEN)),
            worst=Max(F("order__created_at") - F("duty__due_at")),
        )
    )
    totals = _totals(store, since=since)
    return [
        row | {"total": totals.get((row["day"], row["source"]), row["late"]), "worst": row["worst"].days + 1}
        for row in late.order_by("-day", "source")
    ]


def _totals(store: Store, *, since: date) -> dict[tuple[date, str], int]:
    zone = ZoneInfo(store.tz)
    rows = Order.objects.filter(
        store=store,
        state=Order.State.ACTIVE,
        is_history=False,
        created_at__gte=datetime.combine(since, time(), zone),
    )
    counted = rows.annotate(day=TruncDate("created_at", tzinfo=zone)).values("day", "source")
    return {
        (row["day"], row["source"]): row["total"] for row in counted.annotate(total=Count("pk")).order_by()
    }
