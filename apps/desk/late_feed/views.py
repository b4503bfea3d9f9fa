"""Which source brought documents too late, day by day, and which documents they were."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.access import requires, store_of
from apps.accounts.models import Store
from apps.desk.late_feed.figures import by_day_and_source, late_calls

DAYS = 31
PAGE = 50


@require_safe
@requires("customers.feed")
def late_feed(request: HttpRequest) -> HttpResponse:
    """The last month by day and source; `?day=2026-11-03&source=DMS` lists the documents of one line."""
    store = store_of(request.user)
    today = request.now.astimezone(ZoneInfo(store.tz)).date()
    since = today - timedelta(days=DAYS - 1)
    rows = by_day_and_source(store, since=since)
    context: dict[str, Any] = {
        "nav": "import",
        "rows": rows,
        "since": since,
        "late": sum(row["late"] for row in rows),
        "sources": sorted({row["source"] for row in rows}),
        "now": request.now,
    }
    if day := _day(request.GET.get("day", "")):
        source = request.GET.get("source", "")[:40]
        context |= {"day": day, "source": source, "page": _documents(store, request, day=day, source=source)}
    return render(request, "desk/late_feed/page.html", context)


def _documents(store: Store, request: HttpRequest, *, day: date, source: str) -> Any:
    calls = late_calls(store, since=day).filter(order__source=source)
    calls = calls.annotate(day=TruncDate("order__created_at", tzinfo=ZoneInfo(store.tz))).filter(day=day)
    rows = calls.select_related("order", "order__batch", "duty").order_by("duty__due_at", "pk")
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None
