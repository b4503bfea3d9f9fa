"""Now, as a store sees it: its day and when that day began."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from apps.accounts.models import Store


@dataclass(frozen=True)
class Moment:
    store: Store
    now: datetime
    today: date
    began: datetime

    @classmethod
    def of(cls, store: Store, *, now: datetime) -> "Moment":
        local = now.astimezone(ZoneInfo(store.tz))
        began = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(store, now, local.date(), began.astimezone(UTC))
