"""Who got whose calls when, and why: the log of hand-overs, and how the open calls lie today (S02, S03)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.access import requires, store_of
from apps.accounts.models import Store, User
from apps.callbacks.services import present_agents
from apps.callbacks.services.dealing import loads
from apps.callbacks.services.due_moments import store_day
from apps.duties.labels import MOVE_LABELS
from apps.duties.models import DutyEvent

SIZE = 50
LOOKED_BACK = timedelta(days=92)
NAMED = 3
SAME = ("at", "code", "by__name", "old_owner__name", "new_owner__name")


@dataclass(frozen=True)
class Share:
    """How many open calls an agent has, and whether they are here today."""

    agent: User
    open_calls: int
    here: bool


@requires("callbacks.reassign")
@require_GET
def dealings(request: HttpRequest) -> HttpResponse:
    """Hand-overs of one moment, reason and pair of people are one line; newest first."""
    store = store_of(request.user)
    rows = list(
        _hand_overs(store, now=request.now, before=_moment(request.GET.get("before", "")))[: SIZE + 1]
    )
    for row in rows:
        row["why"] = MOVE_LABELS.get(row["code"], row["code"])
        row["named"], row["more"] = row["numbers"][:NAMED], max(0, row["count"] - NAMED)
    context = {
        "nav": "callbacks",
        "rows": rows[:SIZE],
        "following": rows[SIZE - 1]["at"].isoformat() if len(rows) > SIZE else "",
        "shares": shares(store, now=request.now),
        "now": request.now,
    }
    return render(request, "callbacks/dealings.html", context)


def shares(store: Store, *, now: datetime) -> list[Share]:
    """Everybody who holds a caller's post today with their open calls."""
    today = store_day(store, now)
    agents = list(User.objects.holding("agent", store=store, on=today))
    load, here = loads(store, [agent.pk for agent in agents]), set(present_agents(store, on=today))
    found = [Share(agent, load[agent.pk], agent.pk in here) for agent in agents]
    return sorted(found, key=lambda one: (-one.open_calls, one.agent.name))


def _hand_overs(store: Store, *, now: datetime, before: datetime | None) -> Any:
    rows = DutyEvent.objects.filter(
        what="reassign", at__gt=now - LOOKED_BACK, duty__store=store, duty__kind__startswith="callback."
    )
    if before is not None:
        rows = rows.filter(at__lt=before)
    return (
        rows.order_by()
        .values(*SAME)
        .annotate(
            count=Count("pk"),
            numbers=ArrayAgg(F("duty__title"), order_by="duty__title"),
            reason=Max("words__text"),
        )
        .order_by("-at", "old_owner__name", "new_owner__name")
    )


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo else None
