"""What was waived and reversed in a calendar month, for the general manager (S13, S14)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop

from apps.accounts.models import Role, Store, User
from apps.notices.services import tell
from apps.penalties.models import PayrollMonth, PenaltyMove
from apps.penalties.rules import first_of, month_after
from apps.penalties.services.open_months import local_day

LISTED = gettext_noop("Waivers and reversals of %(month)s: %(count)s")
EXCEPTIONS = Q(what="waive") | Q(what="decide_appeal", new="waived") | Q(what="reverse", new="reversed")


def exceptions_of(store: Store, *, month: date) -> QuerySet[PenaltyMove]:
    """Every waiver and reversal made in the calendar month by the store's clock, the oldest first."""
    zone = ZoneInfo(store.tz)
    start, end = (datetime.combine(day, datetime.min.time(), zone) for day in (month, month_after(month)))
    rows = PenaltyMove.objects.filter(EXCEPTIONS, penalty__store=store, at__gte=start, at__lt=end)
    return rows.select_related("penalty__subject", "by", "words").order_by("at", "pk")


def tell_exceptions(*, now: datetime, store: Store | None = None) -> int:
    """When a month is over the general managers get its list, once, empty or not. Returns how many months were told."""
    begun = first_of(now.date() + timedelta(days=1))  # by any store's clock at the latest
    waiting = PayrollMonth.objects.filter(exceptions_told_at__isnull=True, month__lt=begun)
    if store is not None:
        waiting = waiting.filter(store=store)
    return sum(
        _tell_month(month, now=now) for month in waiting.select_related("store").order_by("store", "month")
    )


def _tell_month(row: PayrollMonth, *, now: datetime) -> int:
    store, month = row.store, row.month
    today = local_day(store, now)
    rows = PayrollMonth.objects.filter(pk=row.pk, exceptions_told_at__isnull=True)
    if today < month_after(month) or not rows.update(exceptions_told_at=now):
        return 0
    tell(
        list(User.objects.holding(Role.GENERAL_MANAGER, store=store, on=today)),
        kind="penalty",
        key=f"exceptions:{store.pk}:{month:%Y-%m}",
        title=LISTED,
        params={"month": f"{month:%Y-%m}", "count": exceptions_of(store, month=month).count()},
        url=reverse("penalties:exceptions") + f"?month={month:%Y-%m}",
        at=now,
        store=store,
    )
    return 1
