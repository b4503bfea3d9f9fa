"""The honour list: rewards of a month, for everybody to read (S95 公开表彰)."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import requires, store_of
from apps.penalties.models import Penalty
from apps.penalties.rules import first_of
from apps.penalties.services.open_months import local_day

SHOWN = 200


@requires("penalties.mine")
def honour(request: HttpRequest) -> HttpResponse:
    """`?month=2026-11`; what for and who, without the amount. Reversed rewards are not on it."""
    store = store_of(request.user)
    month = month_of(request, today=local_day(store, request.now))
    rows = Penalty.objects.filter(store=store, month=month, amount__lt=0, state__in=Penalty.COUNTED)
    rows = rows.exclude(kind=Penalty.Kind.REVERSAL).select_related("subject", "department")
    rewards = list(rows.prefetch_related("moves__words").order_by("fact_day", "pk")[:SHOWN])
    for reward in rewards:
        reward.why = next((move.words.text for move in reward.moves.all() if hasattr(move, "words")), "")
    context = {"nav": "penalties", "month": month, "rewards": rewards, "now": request.now}
    return render(request, "penalties/honour.html", context)


def month_of(request: HttpRequest, *, today: date) -> date:
    """The month asked for, else the running one."""
    try:
        return date.fromisoformat(request.GET.get("month", "") + "-01")
    except ValueError:
        return first_of(today)
