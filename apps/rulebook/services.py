"""Verbs on the house's rules: set a value, close the store, take in a year's notice (S26, S27).

Each grows the plan stamp of the stores concerned in its own transaction, so that open duties follow.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Store, User
from apps.core.refusal import Refused
from apps.core.worktime import Calendar, check_day, local_day

from .calendars import DEFAULT_TZ
from .catalogue import policy_key
from .models import CalendarDay, CalendarYear, PolicyValue, StoreClosure
from .policy import PolicyBook
from .stamps import bump, bump_all

LONGEST_CLOSURE = 366


def bump_plan_stamp(store: Store | None) -> None:
    """Grows the stamp of one store, or of all with None (zone changed, rules changed by other means)."""
    if store is None:
        bump_all()
    else:
        bump(store)


def set_policy(
    key: str,
    value: Any,
    *,
    store: Store | None,
    effective_from: date,
    reason: str,
    by: User | None,
    now: datetime,
    correction: bool = False,
) -> PolicyValue:
    """Enters a value from a day on; older values stay. `store` None is the whole house.

    Raises Refused for an unknown key, an unfit value, no reason, a past day that is not a correction, and a
    value already in force. A correction recomputes nothing that is decided.
    """
    checked = policy_key(key).check(value)
    reason = _needed(reason)
    past = check_day(effective_from) < local_day(Calendar(tz=store.tz if store else DEFAULT_TZ), now)
    if past and not correction:
        message = _("A day in the past needs to be marked as a correction.")
        raise Refused(message, field="effective_from", code="invalid")
    with transaction.atomic():
        bump_plan_stamp(store)
        _refuse_same(key, checked, store=store, on=effective_from)
        return PolicyValue.objects.create(
            key=key,
            value=checked,
            store=store,
            effective_from=effective_from,
            reason=reason,
            author=by,
            is_correction=past,
            created_at=now,
        )


def close_store(
    store: Store, *, first_day: date, last_day: date, reason: str, by: User | None, now: datetime
) -> StoreClosure:
    """Closes the store from the first to the last day, both included.

    Raises Refused for an inverted or overlong span, no reason, and days already closed.
    """
    reason = _needed(reason)
    if check_day(last_day) < check_day(first_day):
        message = _("A closure cannot end before it begins.")
        raise Refused(message, field="last_day", code="invalid")
    if (last_day - first_day).days >= LONGEST_CLOSURE:
        raise Refused(_("A closure lasts one year at most."), field="last_day", code="invalid")
    with transaction.atomic():
        bump(store)
        if store.closures.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
            message = _("The store is already closed on some of these days.")
            raise Refused(message, field="first_day", code="duplicate")
        return StoreClosure.objects.create(store=store, first_day=first_day, last_day=last_day, reason=reason)


def remove_closure(closure: StoreClosure, *, by: User | None, now: datetime) -> None:
    """Takes a closure back; raises Refused when it is gone already."""
    with transaction.atomic():
        bump(closure.store)
        deleted, _rows = StoreClosure.objects.filter(pk=closure.pk).delete()
        if not deleted:
            raise Refused(_("This closure has been removed already."), code="stale")


def import_calendar_year(
    year: int, days: Iterable[tuple[date, bool, str]], notice: str, *, by: User | None, now: datetime
) -> CalendarYear:
    """Takes in a year's notice as (day, is working, name); replaces what was known of that year.

    Raises Refused for days of other years, days named twice, and a notice without a single day off.
    """
    given = list(days)
    _check_notice(year, given)
    notice = _needed(notice, field="notice")
    with transaction.atomic():
        bump_all()
        entered, _created = CalendarYear.objects.update_or_create(
            year=year, defaults={"notice": notice, "official": True}
        )
        CalendarDay.objects.filter(day__in=[day for day, _w, _n in given]).delete()
        entered.days.all().delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(calendar_year=entered, day=day, is_working=working, name=name, source=notice)
            for day, working, name in given
        )
    return entered


def _check_notice(year: int, days: list[tuple[date, bool, str]]) -> None:
    """A notice may reach a week into the neighbouring years."""
    check_day(date(year, 1, 1) if 1 <= year <= 9999 else date.max)
    margin = timedelta(days=7)
    first, last = date(year, 1, 1) - margin, date(year, 12, 31) + margin
    for day, _working, _name in days:
        if not first <= day <= last:
            message = _("%(day)s does not belong to %(year)s.") % {"day": day.isoformat(), "year": year}
            raise Refused(message, field="days", code="invalid")
    if len({day for day, _working, _name in days}) < len(days):
        raise Refused(_("The notice names a day twice."), field="days", code="invalid")
    if all(working for _day, working, _name in days):
        raise Refused(_("The notice names no day off."), field="days", code="invalid")


def _refuse_same(key: str, value: Any, *, store: Store | None, on: date) -> None:
    found = PolicyBook(store, keys=(key,)).in_force(key, on=on)
    if found.since == on and found.value == value:
        raise Refused(_("This value is already in force from that day."), field="value", code="duplicate")


def _needed(text: str, *, field: str = "reason") -> str:
    text = (text or "").strip()
    if not text:
        message = _("Please give a reason.") if field == "reason" else _("Please name the notice.")
        raise Refused(message, field=field, code="invalid")
    if len(text) > 200:
        raise Refused(_("Please keep it under 200 characters."), field=field, code="invalid")
    return text
