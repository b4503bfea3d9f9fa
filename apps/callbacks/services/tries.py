"""How often calls were tried and how the last try ended, for lists."""

from collections.abc import Iterable

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from apps.callbacks.models import Attempt


def last_attempts(callback_ids: Iterable[int]) -> dict[int, Attempt]:
    """The newest attempt of each call with `tries`, the number of its attempts: one query."""
    newest = Window(RowNumber(), partition_by="callback", order_by=[F("started_at").desc(), F("pk").desc()])
    rows = Attempt.objects.filter(callback__in=list(callback_ids)).annotate(
        tries=Window(Count("pk"), partition_by="callback"), place=newest
    )
    return {row.callback_id: row for row in rows.filter(place=1).select_related("outcome", "agent")}
