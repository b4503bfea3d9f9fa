"""Wrong customer data found on the phone: the information clerk's list (S24)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.access import requires, store_of
from apps.callbacks import services
from apps.callbacks.models import Correction
from apps.core.refusal import Refused

SIZE = 30
ACTIONS = ("number", "done", "hopeless")


@requires("callbacks.corrections")
@require_GET
def corrections(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: HttpRequest, *, refused: int | None = None, sentence: str = "", status: int = 200
) -> HttpResponse:
    state = request.GET.get("state", Correction.State.OPEN)
    rows = Correction.objects.filter(store=store_of(request.user))
    if state in Correction.State.values:
        rows = rows.filter(state=state)
    rows = rows.select_related("callback__customer", "callback__duty", "phone", "found_by", "done_by")
    page = Paginator(rows.order_by("-found_at", "-pk"), SIZE).get_page(request.GET.get("page"))
    tabs = [
        {"label": label, "url": f"?state={value}", "count": None, "current": state == value}
        for value, label in Correction.State.choices
    ]
    context = {
        "nav": "callbacks",
        "page": page,
        "tabs": tabs,
        "refused": refused,
        "sentence": sentence,
        "typed": request.POST.get("number", ""),
        "now": request.now,
    }
    return render(request, "callbacks/corrections.html", context, status=status)


@requires("callbacks.corrections")
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the right number, mark another detail as done, or give up."""
    rows = Correction.objects.filter(store=store_of(request.user)).select_related("callback__customer")
    item = get_object_or_404(rows, pk=pk)
    try:
        _act(request, item)
    except Refused as refusal:
        return _page(request, refused=pk, sentence=str(refusal), status=refusal.status)
    messages.success(request, _("Noted."))
    return redirect("callbacks:corrections")


def _act(request: HttpRequest, item: Correction) -> None:
    action = request.POST.get("action", "")
    if action == "number":
        number = request.POST.get("number", "")
        services.correct_number(item, number=number, now=request.now, by=request.user)
    elif action == "done":
        services.finish(item, now=request.now, by=request.user)
    elif action == "hopeless":
        services.give_up(item, now=request.now, by=request.user)
    else:
        raise Refused(_("Please choose what to do."), code="invalid")
