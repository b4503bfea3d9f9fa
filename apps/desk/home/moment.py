"""Now, as a store sees it: its day and when that day began; and which part of a page was asked for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from apps.accounts.models import Store
from apps.core.wording import weekday_words


@dataclass(frozen=True)
class Moment:
    store: Store
    now: datetime
    today: date
    began: datetime
    show: str = ""

    @classmethod
    def of(cls, store: Store, *, now: datetime, show: str = "") -> "Moment":
        local = now.astimezone(ZoneInfo(store.tz))
        began = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(store, now, local.date(), began.astimezone(UTC), show)

    @property
    def words(self) -> str:
        """The day as a heading: month, day, weekday."""
        return weekday_words(self.today, text=date_format(self.today, "MONTH_DAY_FORMAT"))
