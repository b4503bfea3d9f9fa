"""Absent agents: their calls are dealt again while they are away and given back afterwards (domain.md 4.0)."""

import json
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from apps.accounts.models import Role, Store, User
from apps.callbacks.services.absences_sql import DEAL, GIVE_BACK, HAND_OVER, LOOK, REPLIES, WAITING
from apps.callbacks.services.dealing import loads, present_agents, water_level
from apps.callbacks.services.due_moments import store_day
from apps.notices.services import tell


def hand_over_absent(*, now: datetime, store: Store | None = None) -> int:
    """Sweep: calls follow who is here. Returns how many changed hands.

    Whoever is back gets back what others have not begun; calls of people who are away today go to their substitute,
    and without one those due before they return are dealt to the least loaded, as are calls that have no agent. Where
    nobody is there to take them they wait without an agent and the manager is told; they come back like the others.
    Replies they owe to customers go to the substitute or the manager.
    Whether somebody answers for a miss that fell into an absence is judged with the penalties.
    """
    stores = Store.objects.order_by("pk") if store is None else [store]
    return sum(_follow(one, now=now) for one in stores)


def _follow(store: Store, *, now: datetime) -> int:
    given = {"store": store.pk, "today": store_day(store, now), "now": now}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOOK, given)
        taken, away, waits = cursor.fetchone()
        moved = 0
        for statement in [*([GIVE_BACK] if taken else []), *([HAND_OVER, REPLIES] if away else [])]:
            cursor.execute(statement, given)
            moved += cursor.rowcount
        return moved + (_deal_waiting(cursor, store, given) if taken or away or waits else 0)


def _deal_waiting(cursor: Any, store: Store, given: dict[str, Any]) -> int:
    cursor.execute(WAITING, given)
    [waiting] = cursor.fetchone()
    return _deal(cursor, store, waiting, given) if waiting else 0


def _deal(cursor: Any, store: Store, waiting: int, given: dict[str, Any]) -> int:
    load = loads(store, present_agents(store, on=given["today"]))
    level = water_level(load, waiting)
    pool = [{"agent_id": pk, "load": count, "level": level} for pk, count in load.items()]
    cursor.execute(DEAL, given | {"pool": json.dumps(pool)})
    moved = cursor.fetchall()
    left = [(pk, name, nobodys) for pk, name, _count, nobodys in moved if nobodys]
    _tell_of_left_over(store, left, today=given["today"], now=given["now"])
    return sum(count for _pk, _name, count, _nobodys in moved)


def _tell_of_left_over(store: Store, rows: list[tuple[int, str, int]], *, today: date, now: datetime) -> None:
    """Once a day and person: somebody is away, their calls fall due meanwhile, and now they are nobody's."""
    if not rows:
        return
    managers = list(User.objects.holding(Role.CARE_MANAGER, store=store, on=today))
    for pk, name, count in rows:
        tell(
            managers,
            kind="callbacks.absent",
            key=f"callbacks:absent:{store.pk}:{pk}:{today}",
            title=gettext_noop("%(name)s is away and %(count)s calls have nobody else: please assign them."),
            params={"name": name, "count": count},
            url=f"{reverse('callbacks:list')}?owner=none",
            at=now,
            store=store,
        )
