"""Orders become calls (S01, S02, R01): a sweep over what is missing, the same rows however often it runs."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_noop

from apps.accounts.models import Department, Role, Store, User
from apps.callbacks.models import Callback
from apps.callbacks.services.dealing import loads, present_agents, water_level
from apps.callbacks.services.due_moments import DUTY_KINDS, Almanac, Input, plans_for, store_day
from apps.callbacks.services.fitness import bar
from apps.callbacks.services.history import note_move
from apps.callbacks.services.opening_sql import DEAL, INPUTS, OPEN, WAITING
from apps.callbacks.services.opted_out import cancel_opted_out
from apps.core.room import make_room
from apps.core.worktime import local_day
from apps.customers.models import Customer, Order, Vehicle
from apps.duties.services import Plan, open_duty
from apps.notices.services import tell

EVER = datetime(1970, 1, 1, tzinfo=UTC)
# Calls opened by one statement: what it writes is still in the processor's reach when its foreign keys are checked.
PIECE = 2000


def open_due_follow_ups(*, now: datetime, store: Store | None = None, since: datetime = EVER) -> int:
    """Open a duty and a call for each valid order that lacks one; returns how many calls were opened.

    Documents that arrive after their due moment blame nobody (cause late_import, still to be called); customers not
    to be called get a cancelled call. `since` bounds when orders were entered, for frequent runs. R01.
    """
    given = {"now": now, "since": since, "store": store and store.pk}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INPUTS, given)
        waiting = {Input(*row[:3]): row[3] for row in cursor.fetchall()}
        if not waiting:
            return 0
        make_room()
        almanac = Almanac()
        plans = plans_for(waiting, almanac=almanac)
        pool = _pool(waiting, almanac=almanac, now=now)
        rows = [_plan_row(one, plan) for one, plan in plans.items()]
        cursor.execute(WAITING.strip(), given)
        cursor.execute(DEAL.strip(), {"pool": json.dumps(pool)})
        calls, ownerless = _open_dealt(given | {"plans": json.dumps(rows)}, cursor=cursor)
        _tell_of_ownerless(ownerless, almanac=almanac, now=now)
    return calls.total()


def _open_dealt(given: dict[str, Any], *, cursor: CursorWrapper) -> tuple[Counter[int], Counter[int]]:
    """Opens what was dealt, piece by piece: calls of each store, and those of them that nobody owns."""
    (count,) = cursor.fetchone()
    calls, ownerless = Counter[int](), Counter[int]()
    for first in range(0, count, PIECE):
        cursor.execute(OPEN, given | {"first": first, "last": first + PIECE})
        for store_id, opened, without in cursor.fetchall():
            calls[store_id] += opened
            ownerless[store_id] += without
    return calls, ownerless


def _plan_row(given: Input, plan: Plan) -> dict[str, Any]:
    columns = plan.columns()
    return {
        "input": f"{given.store_id} {given.kind} {given.document_day.isoformat()}",
        "duty_kind": DUTY_KINDS[given.kind],
        "due_at": columns["due_at"].isoformat(),
        "due_day": columns["due_day"].isoformat(),
        "clock": columns["clock"],
        "provisional": columns["provisional"],
        "trace": columns["trace"],
        "policy_values": columns["policy_values"],
        "stamp": columns["plan_stamp"],
    }


def _pool(waiting: dict[Input, int], *, almanac: Almanac, now: datetime) -> list[dict[str, int]]:
    """Present agents of each store with their open calls and how far each is filled up."""
    counts: dict[int, int] = defaultdict(int)
    for given, count in waiting.items():
        counts[given.store_id] += count
    rows = []
    for store_id, count in counts.items():
        store = almanac.stores[store_id]
        today = local_day(almanac.calendars[store_id], now)
        load = loads(store, present_agents(store, on=today))
        level = water_level(load, count)
        rows += [{"store_id": store_id, "agent_id": pk, "load": n, "level": level} for pk, n in load.items()]
    return rows


def _tell_of_ownerless(ownerless: Counter[int], *, almanac: Almanac, now: datetime) -> None:
    for store_id, count in ownerless.items():
        if count:
            tell_of_ownerless(almanac.stores[store_id], count=count, now=now)


def tell_of_ownerless(store: Store, *, count: int, now: datetime) -> None:
    """Calls without an agent are the manager's: one notice for each moment they appear."""
    tell(
        User.objects.holding(Role.CARE_MANAGER, store=store, on=store_day(store, now)),
        kind="callbacks.ownerless",
        key=f"callbacks:ownerless:{store.pk}:{now.isoformat()}",
        title=gettext_noop("%(count)s calls have no agent: please assign them."),
        params={"count": count},
        url=_list_url() + "?owner=none",
        at=now,
        store=store,
    )


def _list_url() -> str:
    try:
        return reverse("callbacks:list")
    except NoReverseMatch:
        return ""


def open_call(
    kind: str,
    *,
    key: str,
    duty_kind: str,
    customer: Customer,
    vehicle: Vehicle | None,
    order: Order | None,
    store: Store,
    plan: Plan,
    title: str,
    owner: User | None,
    now: datetime,
    by: User | None,
    url_name: str = "desk:call",
    barred: Iterable[User | int | None] = (),
    barred_department: Department | None = None,
) -> Callback:
    """Open one call with its duty (verification, by hand); the same key returns the same call.

    A call the customer has opted out of is cancelled at once: its row says why it was not made.
    `barred` people and everybody of `barred_department` are never given the call, cannot claim and cannot save it.
    """
    found = Callback.objects.filter(key=key).first()
    if found:
        return found
    with transaction.atomic():
        callback_id = _next_id()
        duty = open_duty(
            duty_kind,
            key=key,
            store=store,
            plan=plan,
            title=title,
            url_name=url_name,
            object_id=callback_id,
            now=now,
            owner=owner,
            by=by,
        )
        callback, created = Callback.objects.get_or_create(
            key=key,
            defaults={
                "id": callback_id,
                "store": store,
                "kind": kind,
                "customer": customer,
                "vehicle": vehicle,
                "order": order,
                "duty": duty,
                "created_at": now,
            },
        )
        if created:
            bar(callback, users=barred, department=barred_department)
            note_move(callback, old="", new=callback.state, now=now, by=by)
            if cancel_opted_out(now=now, customer=customer, by=by):
                callback.refresh_from_db()
    return callback


def _next_id() -> int:
    """The id is needed before the row: the duty names the call it leads to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('callbacks_callback', 'id'))")
        return cursor.fetchone()[0]
