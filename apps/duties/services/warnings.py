"""Warnings before a duty's moment, and the word to managers about work nobody owned."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_noop

from apps.accounts.models import Post, Role, Store
from apps.duties.labels import kind_source
from apps.duties.services.sweeps import rows_of
from apps.notices.models import Notice
from apps.notices.services import tell_all
from apps.rulebook.policy import PolicyBook

WARNED = """
UPDATE duties_duty d SET warned_at = %(now)s
  FROM (VALUES {wishes}) AS wish (store_id, tz, warn_at, hours)
 WHERE d.store_id = wish.store_id AND d.state = 'open' AND d.settled_at IS NULL AND d.warned_at IS NULL
   AND d.due_at > %(now)s AND d.due_at <= %(now)s + interval '60 days'
   AND CASE WHEN d.kind = 'complaint.close' THEN d.due_at <= %(now)s + make_interval(hours => wish.hours)
            WHEN d.clock THEN d.kind = 'members.entry' AND d.due_at <= %(now)s + interval '2 hours'
            ELSE (%(now)s AT TIME ZONE wish.tz) >= d.due_day + wish.warn_at END
RETURNING d.id, d.store_id, d.owner_id, d.department_id, d.kind, d.title, ':' || d.due_day AS mark
"""

UNOWNED = """
WITH moved AS (
    UPDATE duties_duty d SET cause = 'unassigned'
     WHERE d.state = 'missed' AND d.responsible_id IS NULL AND d.cause = ''
    RETURNING d.id, d.store_id, d.owner_id, d.department_id, d.kind, d.title
), told AS (
    INSERT INTO duties_dutyevent (duty_id, what, old_state, new_state, at, code)
    SELECT id, 'cause', 'missed', 'missed', %(now)s, 'unassigned' FROM moved ORDER BY id
)
SELECT * FROM moved ORDER BY id
"""
DUE_SOON = gettext_noop("Due soon: %(kind)s %(number)s")
UNASSIGNED = gettext_noop("Missed and nobody was there to do it: %(kind)s %(number)s")


def warn(*, now: datetime, store: Store | None = None) -> int:
    """Tell the owner that a duty comes due: 16:00 on the due day, for closing a complaint 24 hours before.

    Once for each due day a duty is given. Member entry warns two hours ahead; other clock deadlines are their owner's
    affair. Work without an owner is told to those who answer for it. Returns how many duties were warned of.
    """
    wishes: list[str] = []
    params: dict[str, Any] = {"now": now}
    for one in Store.objects.order_by("pk") if store is None else [store]:
        wishes.append(_wish(one, params, now=now))
    if not wishes:
        return 0
    rows = _update(WARNED.format(wishes=", ".join(wishes)), params)
    tell_of_duties(rows, what="warn", title=DUE_SOON, now=now)
    return len(rows)


def _wish(store: Store, params: dict[str, Any], *, now: datetime) -> str:
    """One row of VALUES: the store's zone, its hour of warning and the hours before a complaint's closing."""
    book = PolicyBook(store, keys=("callback.warn_at", "complaint.warn_hours"))
    today = now.astimezone(ZoneInfo(store.tz)).date()
    name = f"s{store.pk}"
    params |= {
        f"{name}_tz": store.tz,
        f"{name}_at": book.clock("callback.warn_at", on=today),
        f"{name}_hours": book.value("complaint.warn_hours", on=today),
    }
    return f"({store.pk}::bigint, %({name}_tz)s::text, %({name}_at)s::time, %({name}_hours)s::int)"


def report_unassigned(*, now: datetime) -> int:
    """Missed work that nobody owned becomes one notice for those who answer for it (S13). Returns how many duties."""
    rows = _update(UNOWNED, {"now": now})
    tell_of_duties(rows, what="unassigned", title=UNASSIGNED, now=now)
    return len(rows)


def tell_of_duties(rows: Iterable[dict[str, Any]], *, what: str, title: str, now: datetime) -> None:
    """A notice to each row's owner, or without one to the care managers and the head of its department.

    Rows hold id, store_id, owner_id, department_id, kind and title of duties; a mark tells several notices of one
    duty apart.
    """
    rows = list(rows)
    answering = _answering(now) if any(row["owner_id"] is None for row in rows) else []
    tell_all(
        Notice(
            user_id=user_id,
            store_id=row["store_id"],
            key=f"{what}:{row['id']}{row.get('mark', '')}",
            kind=f"duty.{what}",
            title=title,
            params={"kind": kind_source(row["kind"]), "number": row["title"]},
            url=reverse("duties:why", args=[row["id"]]),
            at=now,
        )
        for row in rows
        for user_id in _readers(row, answering)
    )


def _readers(row: dict[str, Any], answering: list[Post]) -> set[int]:
    if row["owner_id"] is not None:
        return {row["owner_id"]}
    return {
        post.user_id
        for post in answering
        if post.store_id == row["store_id"]
        and (
            post.role == Role.CARE_MANAGER
            or (post.department_id is not None and post.department_id == row["department_id"])
        )
    }


def _answering(now: datetime) -> list[Post]:
    """Posts of care managers and department heads in force today by their store's clock."""
    posts = Post.objects.filter(
        role__in=[Role.CARE_MANAGER, Role.DEPARTMENT_HEAD], user__is_active=True
    ).select_related("store")
    return [post for post in posts if _in_force(post, now)]


def _in_force(post: Post, now: datetime) -> bool:
    today = now.astimezone(ZoneInfo(post.store.tz)).date()
    return post.from_day <= today and (post.until_day is None or post.until_day >= today)


def _update(statement: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return rows_of(cursor)
