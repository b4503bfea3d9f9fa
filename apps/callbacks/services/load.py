"""What falls due in the next days against what can be called (S03, ux.md): days that will not fit are marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, F
from django.db.models.functions import Greatest

from apps.accounts.models import Absence, Post, Role, Store
from apps.callbacks.models import Attempt, Callback
from apps.callbacks.services.calling_windows import CallingWindows
from apps.callbacks.services.due_moments import store_day
from apps.core.worktime import Calendar, Window
from apps.core.worktime.clock import instant

DAYS = 10
LOOKED_BACK = timedelta(days=30)
FEWEST = 20  # calls of the last thirty days that make an average worth more than the usual length
USUAL_MINUTES = 6.0
DAY = timedelta(days=1)


@dataclass(frozen=True)
class LoadDay:
    """One day: calls due, calls that can be made, agents there, and calls due up to it that nobody can make in time."""

    day: date
    due: int
    capacity: int
    agents: int
    left_over: int

    @property
    def fits(self) -> bool:
        return self.left_over == 0

    @property
    def percent(self) -> int:
        """Due of what can be called, at most 999."""
        return min(999, round(100 * self.due / self.capacity)) if self.capacity else 100 if self.due else 0


@dataclass(frozen=True)
class Forecast:
    """The next days with the average call they are reckoned with; `measured` is False while too few calls are known."""

    days: list[LoadDay]
    call_minutes: float
    measured: bool

    @property
    def tight(self) -> list[LoadDay]:
        """The days that will not fit."""
        return [day for day in self.days if not day.fits]


def load_forecast(
    store: Store, *, now: datetime, days: int = DAYS, more: Mapping[date, int] | None = None
) -> Forecast:
    """Open calls by due day against agents present × window minutes ÷ average minutes of a call of the last 30 days.

    What is overdue counts today; of today only the rest of its windows. A day fits when everything due up to it can be
    called by then, because calls may be made before their day. `more` adds calls to come (an import) by due day.
    """
    today = store_day(store, now)
    minutes, measured = _call_minutes(store, now=now)
    span = [today + n * DAY for n in range(days)]
    due, agents = _due(store, span, more or {}), _agents(store, span)
    windows = CallingWindows.of(store)
    found, room = [], 0
    for day in span:
        capacity = int(agents[day] * _window_minutes(windows, day, now=now) / minutes)
        room += capacity - due[day]
        found.append(LoadDay(day, due[day], capacity, agents[day], max(0, -room)))
        room = max(0, room)
    return Forecast(found, round(minutes, 1), measured)


def _call_minutes(store: Store, *, now: datetime) -> tuple[float, bool]:
    """Minutes of a call that reached the customer, from showing the number to saving; not those entered later."""
    rows = Attempt.objects.filter(
        callback__store=store, started_at__gt=now - LOOKED_BACK, reached=True, entered_later=False
    )
    found = rows.aggregate(count=Count("pk"), length=Avg(F("ended_at") - F("started_at")))
    if found["count"] < FEWEST:
        return USUAL_MINUTES, False
    return max(1.0, found["length"].total_seconds() / 60), True


def _due(store: Store, span: list[date], more: Mapping[date, int]) -> dict[date, int]:
    rows = Callback.objects.open().filter(store=store, duty__due_day__lte=span[-1])
    counted = rows.order_by().values(day=Greatest("duty__due_day", span[0])).annotate(count=Count("pk"))
    found = dict.fromkeys(span, 0)
    for row in counted:
        found[row["day"]] += row["count"]
    for day, count in more.items():
        if day <= span[-1]:
            found[max(day, span[0])] += count
    return found


def _agents(store: Store, span: list[date]) -> dict[date, int]:
    """How many agents are there on each day: two queries."""
    posts = Post.objects.filter(store=store, role=Role.AGENT, user__is_active=True, from_day__lte=span[-1])
    posts = posts.exclude(until_day__lt=span[0]).values_list("user_id", "from_day", "until_day")
    held = list(posts)
    gone = Absence.objects.filter(first_day__lte=span[-1], last_day__gte=span[0])
    away = list(
        gone.filter(user__in={user for user, *_days in held}).values_list("user_id", "first_day", "last_day")
    )
    return {
        day: len(
            {user for user, first, last in held if first <= day and (last is None or day <= last)}
            - {user for user, first, last in away if first <= day <= last}
        )
        for day in span
    }


def _window_minutes(windows: CallingWindows, day: date, *, now: datetime) -> float:
    """Minutes of the calling windows of an open day that are still to come."""
    if not windows.calendar.is_open(day):
        return 0
    return sum(_minutes_left(window, day, calendar=windows.calendar, now=now) for window in windows.on(day))


def _minutes_left(window: Window, day: date, *, calendar: Calendar, now: datetime) -> float:
    begins, ends = (instant(calendar, day, wall) for wall in (window.start, window.end))
    return max(0.0, (ends - max(begins, now)).total_seconds() / 60)
