"""Tell people something once, and note that they have read it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from apps.accounts.models import Store, User
from apps.notices.models import Notice

UNREAD = "SELECT count(*) FROM notices_notice WHERE user_id = %s AND read_at IS NULL"


def tell(
    users: Iterable[User | int],
    *,
    kind: str,
    key: str,
    title: str,
    url: str,
    at: datetime,
    store: Store | None = None,
    params: dict[str, Any] | None = None,
) -> int:
    """Put one notice in each person's inbox; (person, key) is told only once. Returns how many rows were asked for.

    `title` is an English source sentence with %(name)s places; string params are translated too when shown.
    """
    ids = {user if isinstance(user, int) else user.pk for user in users}
    rows = [
        Notice(user_id=pk, store=store, key=key, kind=kind, title=title, params=params or {}, url=url, at=at)
        for pk in sorted(ids)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def tell_all(rows: Iterable[Notice]) -> None:
    """Set-based form of `tell` for sweeps: rows are unsaved notices."""
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def count_unread(user: User) -> int:
    """How many sentences the person has not read; every page asks, so the words of the question are fixed."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [user.pk])
        return cursor.fetchone()[0]


def mark_read(user: User, *, now: datetime, pk: int | None = None) -> int:
    """Mark one or all of a person's notices as read."""
    unread = Notice.objects.filter(user=user, read_at__isnull=True)
    return (unread.filter(pk=pk) if pk else unread).update(read_at=now)


def forget_read(store: Store, *, before: datetime) -> int:
    """Remove notices that were told before that moment and read (K5). Repeatable. Answers how many."""
    gone, _kinds = Notice.objects.filter(store=store, at__lt=before, read_at__isnull=False).delete()
    return gone
