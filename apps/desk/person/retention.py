"""What has been kept long enough goes, each night, for each kind of data by its own rule (K5).

Originals of lists go by customers.remove_old_files, runs of background work by jobs.prune; a whole person by erasing.
Facts that only the house can answer for (calls, complaints, penalties, the audit) are kept.
"""

from collections import Counter
from datetime import datetime, timedelta

from apps.accounts.models import Store
from apps.accounts.services import forget_sign_ins
from apps.accounts.services import today_in as day_in
from apps.callbacks.services import forget_recordings
from apps.notices.services import forget_read
from apps.rulebook import policy


def forget_old(*, now: datetime, store: Store | None = None) -> dict[str, int]:
    """Sweep: repeatable, a handful of statements for each store. `now` in UTC."""
    told = Counter[str]()
    for one in Store.objects.order_by("pk") if store is None else [store]:
        recordings, notices = _before(one, "recordings", now=now), _before(one, "notices", now=now)
        told["recordings"] += forget_recordings(one, before=recordings)
        told["notices"] += forget_read(one, before=notices)
    return dict(told)


def forget_old_sign_ins(*, now: datetime) -> dict[str, int]:
    """Sign-ins belong to no store: the longest time of any store counts."""
    key = "privacy.keep_sign_ins_days"
    days = [policy.value(key, store=store, on=now.date()) for store in Store.objects.all()]
    return {"sign_ins": forget_sign_ins(before=now - timedelta(days=max(days)), now=now) if days else 0}


def _before(store: Store, what: str, *, now: datetime) -> datetime:
    days = policy.value(f"privacy.keep_{what}_days", store=store, on=day_in(store, now))
    return now - timedelta(days=days)
