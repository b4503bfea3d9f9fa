"""What is no longer founded falls away or goes back to be decided again (domain.md 4.5); never after settlement."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from apps.accounts import access
from apps.accounts.models import Post, Store, User
from apps.duties.services.sweeps import rows_of
from apps.notices.models import Notice
from apps.notices.services import tell_all
from apps.penalties.models import PayrollMonth, Penalty
from apps.penalties.rules import first_of
from apps.penalties.services.open_months import hold_month, hold_months, open_again
from apps.penalties.services.step_up import refresh_step_up
from apps.penalties.services.story import record, source_words

CHANGED = """
      FROM penalties_penalty p JOIN duties_duty d ON d.id = p.duty_id
     WHERE p.state IN ('proposed', 'confirmed', 'appealed', 'upheld')
       AND (p.key = 'miss:' || d.id OR p.kind = 'complaint_delay')
       AND (%(duties)s::bigint[] IS NULL OR d.id = ANY(%(duties)s::bigint[]))
       AND (%(store)s::bigint IS NULL OR p.store_id = %(store)s)
       AND (d.state <> 'missed' OR (p.evidence->>'due_at')::timestamptz <> d.due_at)
"""
MONTHS = f"SELECT DISTINCT p.store_id, p.month {CHANGED} ORDER BY 1, 2"
UNFOUNDED = """
WITH seen AS (
    SELECT p.id, p.state AS old, d.state IN ('kept', 'excused') AS falls,
           CASE d.state WHEN 'kept' THEN 'kept_in_time' WHEN 'excused' THEN 'excused' WHEN 'cancelled' THEN 'voided'
                        WHEN 'open' THEN 'opened_again' ELSE 'moved' END AS code
    {changed}
       AND (p.store_id, p.month) IN (SELECT * FROM unnest(%(stores)s::bigint[], %(months)s::date[]))
       FOR UPDATE OF p
), moved AS (
    UPDATE penalties_penalty p
       SET state = CASE WHEN falls THEN 'rejected' ELSE 'proposed' END, decided_by_id = NULL,
           confirmed_at = NULL, confirmed_by_id = NULL, appealed_at = NULL, appeal_until = NULL,
           evidence = CASE WHEN falls THEN p.evidence ELSE p.evidence || jsonb_build_object('changed', seen.code) END
      FROM seen
     WHERE p.id = seen.id AND (falls OR seen.old <> 'proposed' OR COALESCE(p.evidence->>'changed', '') <> seen.code)
    RETURNING p.id, p.store_id, p.subject_id, p.kind, p.title, p.month, p.fact_day, p.state, seen.old, seen.code
), told AS (
    INSERT INTO penalties_penaltymove (penalty_id, what, old, new, at, code)
    SELECT id, 'withdraw', old, state, %(now)s, code FROM moved
)
SELECT id, store_id, subject_id, kind, title, month, fact_day, state, old, code FROM moved ORDER BY id
""".replace("{changed}", CHANGED)
FELL = gettext_noop("A penalty fell away: %(kind)s %(number)s")
BACK = gettext_noop("The evidence has changed, a penalty is to be decided again: %(kind)s %(number)s")


def withdraw_unfounded(
    *, now: datetime, duties: Iterable[int] | None = None, store: Store | None = None
) -> int:
    """Kept or excused after all: rejected. Voided, corrected, opened again: back to proposed with a notice.

    Also from confirmed, appealed and upheld, never from settled. `duties` limits it to these ids, for a verb that wants
    it at once. Returns how many penalties moved.
    """
    only = {"duties": None if duties is None else list(duties), "store": store and store.pk}
    with transaction.atomic():
        held = _held_months(only)
        rows = _moved(held, only, now=now) if held else []
        _tell(rows, now=now)
        _follow_counts(rows, now=now)
        for key in sorted({(row["store_id"], row["month"]) for row in rows}):
            open_again(held[key], now=now, by=None)
    return len(rows)


def _held_months(only: dict[str, Any]) -> dict[tuple[int, date], PayrollMonth]:
    """The months of what has changed, locked before their rows as every verb does; those that come in between wait for
    the next run."""
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, only)
        return hold_months(cursor.fetchall())


def _moved(
    held: dict[tuple[int, date], PayrollMonth], only: dict[str, Any], *, now: datetime
) -> list[dict[str, Any]]:
    months = {"stores": [store_id for store_id, _month in held], "months": [month for _id, month in held]}
    with connection.cursor() as cursor:
        cursor.execute(UNFOUNDED, {"now": now, **only, **months})
        return rows_of(cursor)


def _tell(rows: list[dict[str, Any]], *, now: datetime) -> None:
    """The subject hears of what had been confirmed; who decides hears of what is to be decided again."""
    back = [row for row in rows if row["state"] == Penalty.State.PROPOSED]
    deciders = _deciders({row["store_id"] for row in back}, now=now) if back else []
    notices = [
        _notice(row, row["subject_id"], title=BACK if row in back else FELL, now=now)
        for row in rows
        if row["old"] != Penalty.State.PROPOSED
    ]
    notices += [
        _notice(row, user_id, title=BACK, now=now)
        for row in back
        for store_id, user_id in deciders
        if store_id == row["store_id"] and user_id != row["subject_id"]
    ]
    tell_all(notices)


def _notice(row: dict[str, Any], user_id: int, *, title: str, now: datetime) -> Notice:
    return Notice(
        user_id=user_id,
        store_id=row["store_id"],
        key=f"penalty:{row['id']}:{row['code']}:{now.isoformat()}",
        kind="penalty",
        title=title,
        params={"kind": source_words(Penalty.Kind(row["kind"]).label), "number": row["title"]},
        url=reverse("penalties:detail", args=[row["id"]]),
        at=now,
    )


def _deciders(stores: set[int], *, now: datetime) -> set[tuple[int, int]]:
    """(store id, user id) of the managers and directors who decide on penalties today."""
    roles = [access.MANAGER, access.DIRECTOR]
    posts = Post.objects.filter(store__in=stores, role__in=roles, user__is_active=True)
    found = set()
    for post in posts.select_related("store"):
        today = now.astimezone(ZoneInfo(post.store.tz)).date()
        if post.from_day <= today and (post.until_day is None or post.until_day >= today):
            found.add((post.store_id, post.user_id))
    return found


def _follow_counts(rows: list[dict[str, Any]], *, now: datetime) -> None:
    """The step-ups of those whose confirmed misses went away."""
    touched = {
        (row["store_id"], row["subject_id"], first_of(row["fact_day"]))
        for row in rows
        if row["kind"] == Penalty.Kind.CALLBACK_MISS and row["old"] != Penalty.State.PROPOSED
    }
    if not touched:
        return
    stores = Store.objects.in_bulk([store_id for store_id, _user, _month in touched])
    users = User.objects.in_bulk([user_id for _store, user_id, _month in touched])
    for store_id, user_id, month in sorted(touched):
        refresh_step_up(store=stores[store_id], subject=users[user_id], month=month, now=now)


def evidence_changed(key: str, *, code: str, now: datetime, fell: bool = False) -> int:
    """The owner of a judged fact (R12) found it changed: back to proposed, or rejected when it fell away altogether.

    Settled penalties stay. Returns 1 when the penalty moved, 0 when there was nothing to move.
    """
    states = ["proposed", "confirmed", "appealed", "upheld"]
    with transaction.atomic():
        rows = Penalty.objects.filter(key=key, state__in=states)
        seen = rows.select_related("store").first()
        if seen is None:
            return 0
        held = hold_month(seen.store, seen.month)
        found = rows.select_for_update().first()
        if found is None or (not fell and found.evidence.get("changed") == code):
            return 0
        row = _send_back(found, code=code, now=now, fell=fell)
        _tell([row], now=now)
        open_again(held, now=now, by=None)
    return 1


def _send_back(penalty: Penalty, *, code: str, now: datetime, fell: bool) -> dict[str, Any]:
    old = penalty.state
    penalty.state = Penalty.State.REJECTED if fell else Penalty.State.PROPOSED
    penalty.confirmed_at = penalty.confirmed_by = penalty.decided_by = None
    penalty.appealed_at = penalty.appeal_until = None
    if not fell:
        penalty.evidence = {**penalty.evidence, "changed": code}
    penalty.save()
    record(penalty, "withdraw", old=old, new=penalty.state, at=now, by=None, code=code)
    names = ("id", "store_id", "subject_id", "kind", "title", "fact_day", "state")
    return {name: getattr(penalty, name) for name in names} | {"old": old, "code": code}
