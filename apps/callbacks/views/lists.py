"""The list of calls: filters, order and columns in the URL, lists put by under a name."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.access import may, requires, store_of
from apps.callbacks import services
from apps.callbacks.filters import CallbackFilter
from apps.callbacks.forms import CancelForm, ReassignForm
from apps.callbacks.models import Callback, SavedList
from apps.callbacks.services.due_moments import store_day
from apps.callbacks.views import cells
from apps.callbacks.views.paging import ORDERS, slice_of
from apps.core.flat_select import FixedChoices
from apps.core.refusal import Refused

COUNTED = 10_000


@requires("callbacks.list")
@require_GET
def call_list(request: HttpRequest) -> HttpResponse:
    if request.GET.get("part") == "count":
        filters = filters_of(request, request.GET, choices=_choices(request))
        return render(request, "callbacks/_count.html", {"count": counted(filters.qs), "most": COUNTED})
    return _page(request, request.GET)


def counted(rows: Any) -> int:
    """How many rows the filters leave, COUNTED + 1 for more: counting all of history would cost more than the page."""
    return rows.order_by()[: COUNTED + 1].count()


def filters_of(
    request: HttpRequest, query: QueryDict, *, choices: services.ListChoices, action: str = "callbacks.list"
) -> CallbackFilter:
    """The filters of the URL over what the person may see."""
    rows = Callback.objects.visible_to(request.user, action)
    return CallbackFilter(query, rows, now=request.now, store=store_of(request.user), choices=choices)


def _choices(request: HttpRequest) -> services.ListChoices:
    store = store_of(request.user)
    return services.list_choices(store, on=store_day(store, request.now), user=request.user)


def order_of(query: QueryDict, filters: CallbackFilter) -> str:
    """The order asked for where its index reaches: open work by due moment, promises by theirs, all else by age."""
    wanted = query.get("sort", "")
    usual = "due" if filters.shows_open else "-entered"
    name = wanted.lstrip("-")
    fits = {"due": filters.shows_open, "promised": filters.state_shown == Callback.State.APPOINTED}
    return wanted if name in ORDERS and fits.get(name, True) else usual


def _page(request: HttpRequest, query: QueryDict, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The list under its filters; `forms` are bulk forms that were refused and keep what was typed."""
    choices = _choices(request)
    filters = filters_of(request, query, choices=choices)
    order = order_of(query, filters)
    found = slice_of(filters.qs, query.get("after", ""), order=order)
    columns = cells.chosen_columns(query.getlist("cols"))
    ticks = may(request.user, "callbacks.reassign")
    context = {
        "nav": "callbacks",
        "filters": filters.form,
        "drawn_from": filters.drawn_from,
        "lines": found.rows,
        "rows": cells.rows_of(found.rows, columns, ticks=ticks, now=request.now),
        "ticks": ticks,
        "columns": columns,
        "shown": " ".join(column.key for column in columns),
        "list_query": request.GET.urlencode(),
        "sorts": [name for name in ORDERS if order_of(QueryDict(f"sort={name}"), filters) == name],
        "count": len(found.rows) if not found.following and not query.get("after") else None,
        "following": found.following,
        "now": request.now,
        "tabs": "list",
        "all_columns": cells.COLUMNS,
        "saved_lists": choices.saved_lists,
    }
    if request.htmx and not request.htmx.boosted:
        context["filtered"] = request.htmx.target == "calls"
        return render(request, "callbacks/_list.html", context, status=status)
    context |= _bulk(request, choices, forms) if ticks else {}
    return render(request, "callbacks/list.html", context, status=status)


def _bulk(request: HttpRequest, choices: services.ListChoices, forms: dict[str, Any]) -> dict[str, Any]:
    store = store_of(request.user)
    found = {"reassign": ReassignForm(store=store, on=store_day(store, request.now)), "cancel": CancelForm()}
    found |= forms
    found["reassign"].fields["to"].choices = FixedChoices((("", _("Please choose")), *choices.present))
    return found | {"present": choices.present, "typed_into": bool(forms)}


@requires("callbacks.list")
@require_GET
def saved_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a list that was put by."""
    saved = get_object_or_404(SavedList, pk=pk, user=request.user)
    return redirect(f"{reverse('callbacks:list')}?{saved.query}")


@requires("callbacks.list")
@require_POST
def save_list(request: HttpRequest) -> HttpResponse:
    """Put the list of the posted query by, or forget the one named `drop`."""
    dropped = request.POST.get("drop", "")
    if dropped.isascii() and dropped.isdigit() and len(dropped) < 19:
        services.drop_list(int(dropped), by=request.user)
        messages.success(request, _("The list was removed."))
        return redirect("callbacks:list")
    name, query = request.POST.get("name", ""), request.POST.get("query", "")
    saved = services.save_list(name, query=query, now=request.now, by=request.user)
    messages.success(request, _("Saved as “%(name)s”.") % {"name": saved.name})
    return redirect(f"{reverse('callbacks:list')}?{saved.query}")


def _chosen(request: HttpRequest) -> list[Callback]:
    ids = [int(pk) for pk in request.POST.getlist("ids") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    if not ids:
        raise Refused(_("Please tick the calls first."), code="invalid")
    return [Callback(pk=pk) for pk in ids]


def _list_left(request: HttpRequest) -> str:
    """The list under the filters the person stands in, which may have changed since the page was loaded."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    path = reverse("callbacks:list")
    return f"{path}?{came_from.query}" if came_from.path == path and came_from.query else path


def _refused(request: HttpRequest, refusal: Refused, form: Any, name: str) -> HttpResponse:
    field = refusal.field if refusal.field in form.fields else None
    if field:
        form.add_error(field, str(refusal))
    messages.error(request, str(refusal))
    return _page(request, QueryDict(), status=refusal.status, **{name: form})


@requires("callbacks.reassign")
@require_POST
def reassign(request: HttpRequest) -> HttpResponse:
    """Give the ticked calls to somebody else."""
    store = store_of(request.user)
    form = ReassignForm(request.POST, store=store, on=store_day(store, request.now))
    try:
        if not form.is_valid():
            raise Refused(_("Please choose an agent and give a reason."), code="invalid")
        moved = services.reassign(_chosen(request), **form.cleaned_data, now=request.now, by=request.user)
    except Refused as refusal:
        return _refused(request, refusal, form, "reassign")
    text = ngettext(
        "%(count)s call now belongs to %(name)s.", "%(count)s calls now belong to %(name)s.", len(moved)
    )
    messages.success(request, text % {"count": len(moved), "name": form.cleaned_data["to"]})
    return redirect(_list_left(request))


@requires("callbacks.cancel")
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """Cancel the ticked calls."""
    form = CancelForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Please give a reason."), code="invalid")
        chosen = _chosen(request)
        gone = services.cancel_many(chosen, **form.cleaned_data, now=request.now, by=request.user)
    except Refused as refusal:
        return _refused(request, refusal, form, "cancel")
    text = ngettext("%(count)s call cancelled.", "%(count)s calls cancelled.", len(gone))
    messages.success(request, text % {"count": len(gone)})
    return redirect(_list_left(request))
