"""The board 抱怨看板 (S12) and the same rows as a table."""

from datetime import datetime, time
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import may, requires, store_of
from apps.complaints.forms import BoardFilter, TableFilter
from apps.complaints.models import Complaint
from apps.complaints.views.cards import Card, card_of
from apps.complaints.views.lanes import ageing, deal_cards, lanes_of
from apps.complaints.views.places import Place, places_of
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
        filtered = request.htmx.target == "complaints"
        return render(request, f"complaints/{part}.html", context | {"filtered": filtered})
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
    """Open complaints and those closed today, in columns and lanes; all are counted, the most pressing shown."""
    rows = filtered(visible, wanted)
    places = places_of(rows, doors=doors, midnight=start_of_today(doors), now=request.now)
    age = wanted.get("age") or ""
    shown = [place for place in places if place.age == age and place.is_open] if age else places
    lanes = lanes_of(shown, by=wanted.get("lane") or "")
    deal_cards(
        lanes,
        whole=request.GET.get("column", ""),
        cards_for=lambda pks: cards_by_pk(visible, pks, doors=doors, now=request.now),
    )
    return {"lanes": lanes, "ageing": ageing(places, chosen=age), "totals": totals(places)}


def cards_by_pk(
    visible: QuerySet[Complaint], pks: list[int], *, doors: Doors, now: datetime
) -> dict[int, Card]:
    repeat = doors.clocks.book.value("complaint.repeat_count", on=doors.today)
    rows = with_facts(visible.filter(pk__in=pks), among=visible, now=now)
    return {row.pk: card_of(row, doors=doors, repeat=repeat, now=now) for row in rows}


def start_of_today(doors: Doors) -> datetime:
    return instant(doors.clocks.calendar, doors.today, time(0))


def totals(places: list[Place]) -> dict[str, int]:
    still_open = [place for place in places if place.is_open]
    return {
        "open": len(still_open),
        "over": sum(place.clock == "over" for place in still_open),
        "today": sum(place.clock == "today" for place in still_open),
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
