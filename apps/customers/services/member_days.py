"""The daily duty to enter yesterday's members (S23, R24): opened by a sweep, handed in by people."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from apps.accounts.models import Role, Store, User
from apps.core.prepared import reread
from apps.core.refusal import Refused
from apps.core.worktime import Calendar, Unanswerable, member_entry_due
from apps.customers.models import Member, MemberDay
from apps.customers.services.monthly_lists import replan_monthly_lists
from apps.customers.services.staging import store_day
from apps.duties.models import Duty
from apps.duties.services import Move, Plan, open_duty, replan_open, settle
from apps.rulebook import policy
from apps.rulebook.calendars import plan_stamp, store_calendar

DAYS_BACK = 7


def expect_members(day: MemberDay, *, expected: int, now: datetime, by: User) -> None:
    """The shop says how many members joined that day. Raises Refused once the day is handed in."""
    if not 0 <= expected <= 999:
        raise Refused(_("Enter a number from 0 to 999."), field="expected", code="invalid")
    if not MemberDay.objects.filter(pk=day.pk, handed_in_at__isnull=True).update(expected=expected):
        raise Refused(_("This day has been handed in."), code="stale")
    reread(day)


def hand_in_member_day(day: MemberDay, *, now: datetime, by: User) -> str:
    """All members of that day are entered: settles the duty (kept by noon of the next open day, else missed).

    Returns the duty's state. Raises Refused while fewer are entered than expected, or the count is not known.
    """
    if day.expected is None:
        raise Refused(_("Say first how many members joined that day."), field="expected", code="invalid")
    entered = entered_on(day)
    if entered < day.expected:
        raise Refused(
            _("%(entered)s of %(expected)s members are entered.")
            % {"entered": entered, "expected": day.expected},
            code="state",
        )
    with transaction.atomic():
        rows = MemberDay.objects.filter(pk=day.pk, handed_in_at__isnull=True)
        if not rows.update(handed_in_at=now, handed_in_by=by):
            raise Refused(_("This day has been handed in."), code="stale")
        state = settle(day.duty, at=now, by=by, code="members")
    reread(day)
    return state


def entered_on(day: MemberDay) -> int:
    """How many members who joined that day are entered."""
    return Member.objects.filter(store_id=day.store_id, joined_on=day.joined_on).count()


def open_member_entry_duties(*, now: datetime, store: Store | None = None) -> int:
    """Sweep: for every store a duty for each open day of the last week that is over (R24). Returns how many it opened.
    A store that does not open again owes nothing.

    Bounded by stores and days, never by customers; repeatable. Owner: the agent with the fewest unsettled duties.
    """
    opened = 0
    for one in Store.objects.order_by("pk") if store is None else [store]:
        calendar = store_calendar(one)
        missing = list(_missing_days(one, calendar=calendar, now=now))
        if missing:
            opened += _open_days(one, missing, calendar=calendar, now=now)
    return opened


def _missing_days(store: Store, *, calendar: Calendar, now: datetime) -> Iterator[date]:
    """Open days before today without a batch: of the last week, but none before the store's first batch or posts.

    A store that has had no batch yet begins with yesterday: nobody owes days before the program came.
    """
    today = store_day(store, now=now)
    started = store.posts.order_by("from_day").values_list("from_day", flat=True).first()
    if started is None:
        return
    batches = MemberDay.objects.filter(store=store)
    begun = batches.order_by("joined_on").values_list("joined_on", flat=True).first()
    first = max(today - timedelta(days=DAYS_BACK), begun or today - timedelta(days=1), started)
    known = set(batches.filter(joined_on__gte=first).values_list("joined_on", flat=True))
    for ahead in range((today - first).days):
        day = first + timedelta(days=ahead)
        if day not in known and calendar.is_open(day):
            yield day


def _open_days(store: Store, days: list[date], *, calendar: Calendar, now: datetime) -> int:
    stamp = plan_stamp(store)
    owner = _owner(store, now=now)
    opened = 0
    for day in days:
        plan = _plan_if_any(day, store=store, calendar=calendar, stamp=stamp)
        if plan is None:
            continue
        with transaction.atomic():
            duty = open_duty(
                "members.entry",
                key=f"members:{store.pk}:{day.isoformat()}",
                store=store,
                plan=plan,
                title=day.isoformat(),
                url_name="customers:members",
                object_id=None,
                now=now,
                owner=owner,
            )
            opened += MemberDay.objects.get_or_create(store=store, joined_on=day, defaults={"duty": duty})[1]
    return opened


def _plan_if_any(day: date, *, store: Store, calendar: Calendar, stamp: int) -> Plan | None:
    """None where the calendar has no open day left: the day waits for its calendar, an open duty stays as it is."""
    try:
        return _plan(day, store=store, calendar=calendar, stamp=stamp)
    except Unanswerable:
        return None


def _plan(day: date, *, store: Store, calendar: Calendar, stamp: int) -> Plan:
    """Due by the hour in force on the next open day (R24)."""
    due_day = calendar.open_day_from(day + timedelta(days=1))
    until, row_id = policy.chosen("member_entry.until", store=store, on=due_day)
    answer = member_entry_due(calendar, day, until=time.fromisoformat(until))
    return Plan(answer, {"member_entry.until": [until, row_id]}, stamp)


@transaction.atomic
def replan(*, now: datetime, write: bool = True, store: Store | None = None) -> list[Move]:
    """Work out again every open member entry and monthly list whose plan is older than its store's.

    `write=False` only looks.
    """
    stores = Store.objects.all() if store is None else [store]
    moves = [move for each in stores for move in _replan_store(each, now=now, write=write)]
    return moves + replan_monthly_lists(now=now, write=write, store=store)


def _replan_store(store: Store, *, now: datetime, write: bool) -> list[Move]:
    stamp = plan_stamp(store)
    plans_of = partial(_plans_of, store=store, stamp=stamp)
    return replan_open(["members.entry"], store=store, stamp=stamp, plans_of=plans_of, now=now, write=write)


def _plans_of(duties: list[Duty], *, store: Store, stamp: int) -> dict[int, Plan]:
    calendar = store_calendar(store)
    days = MemberDay.objects.filter(duty__in=duties).values_list("duty_id", "joined_on")
    plans = {pk: _plan_if_any(day, store=store, calendar=calendar, stamp=stamp) for pk, day in days}
    return {pk: plan for pk, plan in plans.items() if plan is not None}


def _owner(store: Store, *, now: datetime) -> User | None:
    """The present agent with the fewest unsettled duties; else the manager."""
    today = store_day(store, now=now)
    present = User.objects.present(today)
    for role in (Role.AGENT, Role.CARE_MANAGER):
        people = User.objects.holding(role, store=store, on=today).filter(pk__in=present.values("pk"))
        load = Count("duties", filter=Q(duties__settled_at__isnull=True, duties__state=Duty.State.OPEN))
        if owner := people.annotate(load=load).order_by("load", "pk").first():
            return owner
    return None
