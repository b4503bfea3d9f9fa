"""Nothing leaves the house at night: business hours of the store."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from apps.accounts.models import Store
from apps.rulebook.policy import PolicyBook


def open_day(store: Store, *, now: datetime) -> date | None:
    """The store's day while its business hours (rule value `business.hours`) run, else none."""
    local = now.astimezone(ZoneInfo(store.tz))
    opens, closes = PolicyBook(store).hours("business.hours", on=local.date())
    return local.date() if opens <= local.time() <= closes else None
