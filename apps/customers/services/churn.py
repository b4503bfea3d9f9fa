"""Customers who have stayed away (S22, R32): no visit for churn.months months."""

import dataclasses
from calendar import monthrange
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncMonth

from apps.accounts.models import Store
from apps.customers.models import Customer, Order
from apps.customers.services.staging import store_day
from apps.rulebook import policy


@dataclasses.dataclass(frozen=True)
class Churn:
    """Of `base` customers with a document between `since` and today `lost` have had none since `cutoff`."""

    months: int
    since: date
    cutoff: date
    base: int
    lost: int
    target: int

    @property
    def percent(self) -> float | None:
        """Share of lost customers; None without a base."""
        return round(100 * self.lost / self.base, 1) if self.base else None


def months_before(day: date, months: int) -> date:
    """The same day so many calendar months earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def churn(store: Store, *, now: datetime) -> Churn:
    """Who came within twice R32's months and not within its months. Delivery and repair both count as a visit."""
    today = store_day(store, now=now)
    months = policy.value("churn.months", store=store, on=today)
    since, cutoff = months_before(today, 2 * months), months_before(today, months)
    counts = _last_visits(store, since=since, today=today).aggregate(
        base=Count("customer"), lost=Count("customer", filter=Q(last__lt=cutoff))
    )
    target = policy.value("target.churn", store=store, on=today)
    return Churn(months=months, since=since, cutoff=cutoff, target=target, **counts)


def lost_customers(store: Store, found: Churn, *, now: datetime) -> QuerySet[Order, dict[str, Any]]:
    """The lost ones as {customer, last}, those who went last first."""
    visits = _last_visits(store, since=found.since, today=store_day(store, now=now))
    return visits.filter(last__lt=found.cutoff).order_by("-last", "customer")


def last_visit(customer: Customer) -> date | None:
    """The day of a customer's latest valid document."""
    return customer.orders.filter(state=Order.State.ACTIVE).aggregate(last=Max("document_day"))["last"]


def is_lost(customer: Customer, *, now: datetime) -> date | None:
    """The last visit of a customer who has stayed away for R32's months; None for the others."""
    today = store_day(customer.store, now=now)
    months = policy.value("churn.months", store=customer.store, on=today)
    last = last_visit(customer)
    return last if last and last < months_before(today, months) else None


def lost_by_month(store: Store, found: Churn, *, now: datetime) -> list[dict[str, Any]]:
    """How many customers had their last visit in each month of the window: {month, count}, newest first."""
    visits = lost_customers(store, found, now=now)
    counted: dict[date, int] = {}
    for row in visits.order_by().annotate(month=TruncMonth("last")).values_list("month", flat=True):
        counted[row] = counted.get(row, 0) + 1
    return [{"month": month, "count": counted[month]} for month in sorted(counted, reverse=True)]


def _last_visits(store: Store, *, since: date, today: date) -> QuerySet[Order, dict[str, Any]]:
    orders = Order.objects.filter(
        store=store,
        state=Order.State.ACTIVE,
        document_day__range=(since, today),
        customer__erased_at=None,
        customer__undone=False,
    )
    return orders.order_by().values("customer").annotate(last=Max("document_day"))
