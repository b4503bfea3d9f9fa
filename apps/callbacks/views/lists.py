"""The list of calls with its bulk verbs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.access import may, requires, store_of
from apps.callbacks import services
from apps.callbacks.filters import CallbackFilter
from apps.callbacks.forms import CancelForm, ReassignForm, agents
from apps.callbacks.models import Callback
from apps.callbacks.services.due_moments import store_day
from apps.callbacks.views.paging import slice_of
from apps.core.refusal import Refused

RELATED = ("duty__owner", "customer", "vehicle", "order")


@requires("callbacks.list")
@require_GET
def call_list(request: HttpRequest) -> HttpResponse:
    return _page(request, request.GET)


def _page(request: HttpRequest, query: QueryDict, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The list under its filters; `forms` are bulk forms that were refused and keep what was typed."""
    store = store_of(request.user)
    rows = Callback.objects.visible_to(request.user, "callbacks.list").select_related(*RELATED)
    filters = CallbackFilter(query, rows, now=request.now, store=store, agents=agents(store))
    found = slice_of(filters.qs, query.get("after", ""), by_due=filters.shows_open)
    tries = services.last_attempts([row.pk for row in found.rows])
    for row in found.rows:
        row.last = tries.get(row.pk)
    context = {
        "nav": "callbacks",
        "filters": filters.form,
        "rows": found.rows,
        "following": found.following,
        "now": request.now,
        "tabs": "list",
        **_bulk(request, store, forms),
    }
    template = "callbacks/_list.html" if request.htmx and not request.htmx.boosted else "callbacks/list.html"
    return render(request, template, context, status=status)


def _bulk(request: HttpRequest, store: Any, forms: dict[str, Any]) -> dict[str, Any]:
    if not may(request.user, "callbacks.reassign"):
        return {}
    today = store_day(store, request.now)
    return {"reassign": ReassignForm(store=store, on=today), "cancel": CancelForm(), **forms}


def _chosen(request: HttpRequest) -> list[Callback]:
    ids = [int(pk) for pk in request.POST.getlist("ids") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    if not ids:
        raise Refused(_("Please tick the calls first."), code="invalid")
    return [Callback(pk=pk) for pk in ids]


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
    return redirect("callbacks:list")


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
    return redirect("callbacks:list")
