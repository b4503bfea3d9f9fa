"""The monthly duty to bring the OMD list (S22, R26): opened on the 1st, settled by an import of that month."""

import re
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.models import Role, Store, User
from apps.core.worktime import Calendar, omd_import_due
from apps.customers.models import ImportBatch, MonthlyList
from apps.customers.services.staging import store_day
from apps.duties.models import Duty
from apps.duties.services import Move, Plan, open_duty, reopen, replan_open, settle
from apps.notices.services import tell
from apps.rulebook import policy
from apps.rulebook.calendars import plan_stamp, store_calendar

DUTY_KIND = "lists.omd"
SOURCE = re.compile(r"(?<![A-Z])OMD(?![A-Z])")  # OMD, 厂家OMD, OMD-2; not CustomDMS
REMINDER = gettext_noop("Bring the OMD list of %(month)s: due on %(day)s.")


def is_monthly(source: str) -> bool:
    """Whether lists of this source are the manufacturer's monthly ones."""
    return SOURCE.search(source.upper()) is not None


def open_monthly_lists(*, now: datetime, store: Store | None = None) -> int:
    """Sweep: for every store the duty of the month that has begun, with a reminder to its owner (R26).

    Returns how many it opened. A store begins with the first month whose due moment still lies ahead.
    """
    stores = Store.objects.order_by("pk") if store is None else [store]
    return sum(_open_month(one, now=now) for one in stores)


def _open_month(store: Store, *, now: datetime) -> int:
    month = MonthlyList.month_of(store_day(store, now=now))
    lists = MonthlyList.objects.filter(store=store)
    if lists.filter(month=month).exists() or not store.posts.exists():
        return 0
    plan = _plan(month, store=store, calendar=store_calendar(store), stamp=plan_stamp(store))
    if now >= plan.answer.at and not lists.exists():
        return 0
    owner = _owner(store, now=now)
    with transaction.atomic():
        duty = open_duty(
            DUTY_KIND,
            key=f"omd:{store.pk}:{month:%Y-%m}",
            store=store,
            plan=plan,
            title=f"{month:%Y-%m}",
            url_name="customers:import_new",
            object_id=None,
            now=now,
            owner=owner,
        )
        opened = MonthlyList.objects.get_or_create(store=store, month=month, defaults={"duty": duty})[1]
        if owner and opened:
            _remind(owner, duty=duty, store=store, now=now)
    return int(opened)


def _remind(owner: User, *, duty: Duty, store: Store, now: datetime) -> None:
    tell(
        [owner],
        kind="customers.monthly_list",
        key=f"omd:{duty.pk}",
        title=REMINDER,
        params={"month": duty.title, "day": duty.due_day.isoformat()},
        url=reverse("customers:import_new"),
        at=now,
        store=store,
    )


def settle_monthly_list(batch: ImportBatch, *, now: datetime, by: User | None) -> None:
    """An OMD list was taken in: the month's duty is done. The first list counts, later ones change nothing."""
    if not is_monthly(batch.source):
        return
    month = MonthlyList.month_of(store_day(batch.store, now=now))
    waiting = MonthlyList.objects.select_for_update().filter(store=batch.store, month=month, batch=None)
    if (one := waiting.select_related("duty").first()) is None:
        return
    MonthlyList.objects.filter(pk=one.pk).update(batch=batch)
    if one.duty.settled_at is None:
        settle(one.duty, at=now, by=by, code="omd")


def reopen_monthly_list(batch: ImportBatch, *, now: datetime, by: User | None) -> None:
    """The import that had settled a month was undone: the list is owed again."""
    for one in MonthlyList.objects.filter(batch=batch).select_related("duty"):
        MonthlyList.objects.filter(pk=one.pk).update(batch=None)
        reopen(one.duty, now=now, by=by, reason=_("The import was undone."))


def is_awaited(batch: ImportBatch, *, now: datetime) -> bool:
    """Whether this list would settle the month's duty, even when no row of it is new."""
    month = MonthlyList.month_of(store_day(batch.store, now=now))
    waiting = MonthlyList.objects.filter(store_id=batch.store_id, month=month, batch=None)
    return is_monthly(batch.source) and waiting.exists()


def monthly_lists(store: Store, *, count: int = 6) -> list[MonthlyList]:
    """The last months' lists, newest first."""
    rows = MonthlyList.objects.filter(store=store).select_related("duty", "duty__owner", "batch")
    return list(rows.order_by("-month")[:count])


def replan_monthly_lists(*, now: datetime, write: bool, store: Store | None) -> list[Move]:
    """Work out again every open monthly list whose plan is older than its store's; `write=False` only looks."""
    stores = Store.objects.all() if store is None else [store]
    return [move for each in stores for move in _replan_store(each, now=now, write=write)]


def _replan_store(store: Store, *, now: datetime, write: bool) -> list[Move]:
    stamp = plan_stamp(store)
    plans_of = partial(_plans_of, store=store, stamp=stamp)
    return replan_open([DUTY_KIND], store=store, stamp=stamp, plans_of=plans_of, now=now, write=write)


def _plans_of(duties: list[Duty], *, store: Store, stamp: int) -> dict[int, Plan]:
    calendar = store_calendar(store)
    months = MonthlyList.objects.filter(duty__in=duties).values_list("duty_id", "month")
    return {pk: _plan(month, store=store, calendar=calendar, stamp=stamp) for pk, month in months}


def _plan(month: date, *, store: Store, calendar: Calendar, stamp: int) -> Plan:
    """Late after the working day of the month in force on its first day (R26)."""
    working_day, row_id = policy.chosen("omd_import.working_day", store=store, on=month)
    answer = omd_import_due(calendar, month, working_day=working_day)
    return Plan(answer, {"omd_import.working_day": [working_day, row_id]}, stamp)


def _owner(store: Store, *, now: datetime) -> User | None:
    """A present administrator, who may take lists in; else the manager."""
    today = store_day(store, now=now)
    present = User.objects.present(today).values("pk")
    for role in (Role.SYSTEM_ADMIN, Role.CARE_MANAGER):
        if owner := User.objects.holding(role, store=store, on=today).filter(pk__in=present).first():
            return owner
    return None
