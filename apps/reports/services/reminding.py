"""Reminders at 09:00 on the due day and on the working day before (4.4)."""

from datetime import date, datetime

from apps.accounts.models import Role, Store, User
from apps.core.worktime import Calendar, Trail, last_working_day, later
from apps.duties.models import Duty
from apps.notices.models import Notice
from apps.notices.services import tell_all
from apps.reports.models import Issue
from apps.reports.services.notes import DUE_NEXT, DUE_TODAY, message, page_url
from apps.reports.services.planning import Almanac

FAR = 15


def remind(*, now: datetime, store: Store | None = None) -> int:
    """Remind the owner of every unsettled report that is due today or on the next working day, once for each day.

    A report without an owner is the care manager's. Returns how many notices were asked for.
    """
    almanac = Almanac()
    stores = Store.objects.order_by("pk") if store is None else [store]
    rows = [
        notice
        for one in stores
        if now >= almanac.clock(one, "report.reminder_at", on=almanac.today(one, now))
        for notice in _notices(one, almanac=almanac, now=now)
    ]
    tell_all(rows)
    return len(rows)


def _notices(store: Store, *, almanac: Almanac, now: datetime) -> list[Notice]:
    today = almanac.today(store, now)
    waiting = Issue.objects.filter(
        store=store,
        number=1,
        duty__settled_at__isnull=True,
        duty__state=Duty.State.OPEN,
        duty__due_day__range=(today, later(today, FAR)),
    ).select_related("duty")
    calendar = almanac.calendars[store.pk]
    due = [
        issue for issue in waiting if today in (issue.duty.due_day, _day_before(calendar, issue.duty.due_day))
    ]
    managers = _managers(store, today) if any(issue.duty.owner_id is None for issue in due) else []
    return [
        _notice(issue, user_id, today=today, now=now)
        for issue in due
        for user_id in ([issue.duty.owner_id] if issue.duty.owner_id else managers)
    ]


def _day_before(calendar: Calendar, day: date) -> date | None:
    """The last working day before `day`."""
    return last_working_day(Trail(calendar), later(day, -FAR), later(day, -1))


def _managers(store: Store, today: date) -> list[int]:
    return list(User.objects.holding(Role.CARE_MANAGER, store=store, on=today).values_list("pk", flat=True))


def _notice(issue: Issue, user_id: int, *, today: date, now: datetime) -> Notice:
    return Notice(
        user_id=user_id,
        store_id=issue.store_id,
        key=f"report:{issue.pk}:remind:{today.isoformat()}",
        kind="reports.remind",
        title=DUE_TODAY if issue.duty.due_day == today else DUE_NEXT,
        params=message(issue, day=issue.duty.due_day.isoformat()),
        url=page_url(issue),
        at=now,
    )
