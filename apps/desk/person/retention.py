"""What has been kept long enough goes, each night, for each kind of data by its own rule (K5).

Originals of lists go by customers.remove_old_files, runs of background work by jobs.prune; a whole person by erasing:
who asks for it, and whom nobody has dealt with for years.
Facts that only the house can answer for (calls, complaints, penalties, the audit) are kept.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts.models import Store
from apps.accounts.services import forget_sign_ins
from apps.accounts.services import today_in as day_in
from apps.callbacks.models import Attempt, Callback
from apps.callbacks.services import forget_recordings
from apps.complaints.models import Complaint
from apps.customers.models import Customer, Order
from apps.desk.person.erasing import erase_customer
from apps.notices.services import forget_read
from apps.rulebook import policy

A_NIGHT = 200  # each takes a search through the rows of lists


def forget_old(*, now: datetime, store: Store | None = None) -> dict[str, int]:
    """Sweep: repeatable, a handful of statements for each store. `now` in UTC."""
    told = Counter[str]()
    for one in Store.objects.order_by("pk") if store is None else [store]:
        told["customers"] += forget_customers(one, now=now)
        recordings, notices = _before(one, "recordings", now=now), _before(one, "notices", now=now)
        told["recordings"] += forget_recordings(one, before=recordings)
        told["notices"] += forget_read(one, before=notices)
    return dict(told)


def forget_customers(store: Store, *, now: datetime) -> int:
    """Erase whom nobody has dealt with for privacy.keep_customers_years, a few each night; 0 years keeps everybody.

    What is open keeps its customer, and so does a document, call or complaint since then. Repeatable.
    """
    years = policy.value("privacy.keep_customers_years", store=store, on=day_in(store, now))
    if not years:
        return 0
    since = now - timedelta(days=years * 366)
    held: tuple[QuerySet[Any], ...] = (
        Order.objects.filter(document_day__gte=since.date()),
        Order.objects.filter(created_at__gte=since),
        Callback.objects.filter(created_at__gte=since),
        Callback.objects.open(),
        Attempt.objects.filter(saved_at__gte=since),
        Complaint.objects.filter(recorded_at__gte=since),
        Complaint.objects.open(),
    )
    rows = Customer.objects.filter(store=store, erased_at=None, merged_into=None, created_at__lt=since)
    for found in held:
        column = "callback__customer" if found.model is Attempt else "customer"
        rows = rows.filter(~Exists(found.filter(**{column: OuterRef("pk")})))
    old = list(rows.order_by("created_at", "pk")[:A_NIGHT])
    for customer in old:
        erase_customer(customer, reason=f"privacy.keep_customers_years = {years}", now=now)
    return len(old)


def forget_old_sign_ins(*, now: datetime) -> dict[str, int]:
    """Sign-ins belong to no store: the longest time of any store counts."""
    key = "privacy.keep_sign_ins_days"
    days = [policy.value(key, store=store, on=now.date()) for store in Store.objects.all()]
    return {"sign_ins": forget_sign_ins(before=now - timedelta(days=max(days)), now=now) if days else 0}


def _before(store: Store, what: str, *, now: datetime) -> datetime:
    days = policy.value(f"privacy.keep_{what}_days", store=store, on=day_in(store, now))
    return now - timedelta(days=days)
