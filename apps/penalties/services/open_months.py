"""Which settlement month a fine lands in: that of its fact, or the first open one after it (R03, S14)."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from apps.accounts.models import Store, User
from apps.core.transitions import move
from apps.penalties.models import PayrollMonth
from apps.penalties.rules import first_of, month_after
from apps.penalties.services.story import record_month

State = PayrollMonth.State


def local_day(store: Store, at: datetime) -> date:
    """The store's calendar day of an instant."""
    return at.astimezone(ZoneInfo(store.tz)).date()


def closed_months(stores: Iterable[int]) -> set[tuple[int, date]]:
    """(store id, first of the month) of every closed month of these stores; one query."""
    rows = PayrollMonth.objects.filter(store__in=list(stores), state=State.CLOSED)
    return set(rows.values_list("store_id", "month"))


def landing_month(store_id: int, day: date, *, closed: set[tuple[int, date]]) -> date:
    """The first month from that of `day` on which is not closed."""
    month = first_of(day)
    while (store_id, month) in closed:
        month = month_after(month)
    return month


BEGIN = """
INSERT INTO penalties_payrollmonth (store_id, month, state)
SELECT store_id, month, 'open' FROM penalties_penalty
 WHERE state = 'proposed' AND (%(store)s::bigint IS NULL OR store_id = %(store)s)
 UNION SELECT id, date_trunc('month', %(now)s AT TIME ZONE tz)::date, 'open' FROM accounts_store
 WHERE %(store)s::bigint IS NULL OR id = %(store)s
ON CONFLICT (store_id, month) DO NOTHING
"""


def begin_months(*, now: datetime, store: Store | None = None) -> int:
    """A month begins by itself: rows for the running month of each store and for months with proposals."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, {"now": now, "store": store and store.pk})
        return cursor.rowcount


def hold_month(store: Store, month: date) -> PayrollMonth:
    """The month's row, locked until the transaction ends, so that its closing and its changes wait for each other."""
    PayrollMonth.objects.get_or_create(store=store, month=month)
    return PayrollMonth.objects.select_for_update().get(store=store, month=month)


def hold_months(wanted: list[tuple[int, date]]) -> dict[tuple[int, date], PayrollMonth]:
    """Several months by (store id, first day), locked in one order: two statements whatever their number."""
    if not wanted:
        return {}
    PayrollMonth.objects.bulk_create(
        [PayrollMonth(store_id=store_id, month=month) for store_id, month in wanted], ignore_conflicts=True
    )
    named = Q()
    for store_id, month in wanted:
        named |= Q(store=store_id, month=month)
    rows = PayrollMonth.objects.select_for_update().filter(named).order_by("store_id", "month")
    return {(row.store_id, row.month): row for row in rows}


def hold_open_month(store: Store, day: date) -> PayrollMonth:
    """The open month a change of `day` lands in, locked."""
    month = first_of(day)
    while True:
        held = hold_month(store, month)
        if held.state != State.CLOSED:
            return held
        month = month_after(month)


def open_again(month: PayrollMonth, *, now: datetime, by: User | None) -> None:
    """A month that was ready has changed: somebody has to say "ready" anew."""
    if month.state != State.READY:
        return
    move(PayrollMonth, month.pk, old=State.READY, new=State.OPEN, ready_at=None, ready_by=None)
    record_month(month, "changed", old=State.READY, new=State.OPEN, at=now, by=by)
    month.refresh_from_db()
