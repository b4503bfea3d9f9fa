"""The board 抱怨看板 (S12) and the same rows as a table."""

from datetime import datetime, time
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import may, requires, store_of
from apps.complaints.forms import BoardFilter, TableFilter
from apps.complaints.models import Complaint
from apps.complaints.views.cards import Card, ageing, card_of, lanes_of, order_key
from apps.complaints.views.rows import filtered, offered_departments, offered_handlers, with_facts
from apps.complaints.views.steps import Doors
from apps.core.worktime import instant

State = Complaint.State
PAGE = 50
SORTS = {
    "number": "number",
    "level": "level",
    "state": "state",
    "due": "close_duty__due_at",
    "recorded": "recorded_at",
}


@requires("complaints.board")
def board(request: HttpRequest) -> HttpResponse:
    """Columns by state, or the table with `?view=table`; htmx gets the part that changes from the same URL."""
    store = store_of(request.user)
    visible = Complaint.objects.visible_to(request.user)
    is_table = request.GET.get("view") == "table"
    form = (TableFilter if is_table else BoardFilter)(
        request.GET or None, departments=offered_departments(visible), handlers=offered_handlers(visible)
    )
    wanted = form.cleaned_data if form.is_bound and (form.is_valid() or form.cleaned_data) else {}
    doors = Doors(request.user, store, now=request.now)
    context = frame(request, form=form, is_table=is_table)
    if is_table:
        context |= table_part(request, visible, wanted, doors=doors)
    else:
        context |= board_part(request, visible, wanted, doors=doors)
    part = "_table" if is_table else "_board"
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, f"complaints/{part}.html", context)
    return render(request, "complaints/board.html", context | {"part": f"complaints/{part}.html"})


def frame(request: HttpRequest, *, form: BoardFilter, is_table: bool) -> dict[str, Any]:
    return {
        "nav": "complaints",
        "mini_nav": True,
        "form": form,
        "is_table": is_table,
        "now": request.now,
        "may_register": may(request.user, "complaints.register"),
        "may_export": may(request.user, "complaints.export"),
    }


def board_part(
    request: HttpRequest, visible: QuerySet[Complaint], wanted: dict[str, Any], *, doors: Doors
) -> dict[str, Any]:
    """Cards of open complaints and of those closed today, in columns and lanes."""
    today = Q(state=State.CLOSED, closed_at__gte=start_of_today(doors))
    rows = with_facts(filtered(visible, wanted), among=visible, now=request.now)
    rows = rows.filter(Q(state__in=Complaint.OPEN) | today)
    repeat = doors.clocks.book.value("complaint.repeat_count", on=doors.today)
    cards = [
        card_of(complaint, doors=doors, repeat=repeat, now=request.now)
        for complaint in sorted(rows, key=order_key)
    ]
    age = wanted.get("age") or ""
    shown = [card for card in cards if card.age == age and card.complaint.is_open] if age else cards
    return {
        "lanes": lanes_of(shown, by=wanted.get("lane") or ""),
        "ageing": ageing(cards, chosen=age),
        "totals": totals(cards),
    }


def start_of_today(doors: Doors) -> datetime:
    return instant(doors.clocks.calendar, doors.today, time(0))


def totals(cards: list[Card]) -> dict[str, int]:
    open_cards = [card for card in cards if card.complaint.is_open]
    return {
        "open": len(open_cards),
        "over": sum(card.clock == "over" for card in open_cards),
        "today": sum(card.clock == "today" for card in open_cards),
    }


def table_part(
    request: HttpRequest, visible: QuerySet[Complaint], wanted: dict[str, Any], *, doors: Doors
) -> dict[str, Any]:
    rows = table_rows(visible, wanted, now=request.now, sort=request.GET.get("sort", ""))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    repeat = doors.clocks.book.value("complaint.repeat_count", on=doors.today)
    cards = [card_of(complaint, doors=doors, repeat=repeat, now=request.now) for complaint in page]
    return {"page": page, "cards": cards}


def table_rows(
    visible: QuerySet[Complaint], wanted: dict[str, Any], *, now: datetime, sort: str = ""
) -> QuerySet[Complaint]:
    """All complaints a person may see, narrowed by the filter: the table's and the export's rows."""
    rows = with_facts(filtered(visible, wanted), among=visible, now=now)
    state = wanted.get("state") or ""
    if state == "open":
        rows = rows.filter(state__in=Complaint.OPEN)
    elif state == "unseen":
        rows = rows.filter(state=State.CLOSED, seen_by_director_at__isnull=True)
    elif state in State.values:
        rows = rows.filter(state=state)
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        return rows.order_by("-recorded_at", "-pk")
    return rows.order_by(f"{'-' if sort.startswith('-') else ''}{column}", "-pk")
