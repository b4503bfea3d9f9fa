"""What customers asked and suggested: the owner's list, the reply, handing over (S57)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.access import may, requires, scope, store_of
from apps.callbacks import services
from apps.callbacks.forms import AnswerForm, DismissForm, HandOverForm
from apps.callbacks.models import Inquiry
from apps.callbacks.services.due_moments import store_day
from apps.core.refusal import Refused
from apps.customers.services import opted_out

SIZE = 30
RELATED = (
    "duty__owner",
    "callback__customer",
    "callback__vehicle",
    "attempt__words",
    "attempt__agent",
    "answered_by",
    "store",
)


@requires("callbacks.inquiries")
@require_GET
def inquiries(request: HttpRequest) -> HttpResponse:
    """Open ones nearest deadline first, answered ones newest first."""
    shown = request.GET.get("state", "open")
    kind = request.GET.get("kind", "")
    rows = Inquiry.objects.visible_to(request.user).select_related(*RELATED)
    if kind in Inquiry.Kind.values:
        rows = rows.filter(kind=kind)
    rows = rows.exclude(answered_at=None).order_by("-answered_at") if shown == "answered" else _open(rows)
    everybody = scope(request.user, "callbacks.inquiries") == "store"
    month = timezone.localtime(request.now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    store = store_of(request.user)
    context = {
        "nav": "callbacks",
        "opinions": services.count_opinions(store, since=month, until=request.now) if everybody else [],
        "page": Paginator(rows, SIZE).get_page(request.GET.get("page")),
        "tabs": _tabs(shown, kind),
        "everybody": everybody,
        "now": request.now,
    }
    return render(request, "callbacks/inquiries.html", context)


def _open(rows: Any) -> Any:
    return rows.open().order_by("duty__due_at", "pk")


def _tabs(shown: str, kind: str) -> list[dict[str, Any]]:
    """Open and answered ones of both kinds, and open ones of one kind."""
    chosen = (shown, kind)
    choices = [
        (("open", ""), _("Waiting")),
        (("open", "question"), _("Open questions")),
        (("open", "suggestion"), _("Open suggestions")),
        (("answered", ""), _("Answered")),
    ]
    return [
        {
            "label": label,
            "url": f"?state={state}&kind={one}",
            "count": None,
            "current": chosen == (state, one),
        }
        for (state, one), label in choices
    ]


def _inquiry(request: HttpRequest, pk: int) -> Inquiry:
    rows = Inquiry.objects.visible_to(request.user).select_related(*RELATED, "words")
    return get_object_or_404(rows, pk=pk)


@requires("callbacks.inquiries")
@require_http_methods(["GET", "POST"])
def inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """One item; POST is the reply."""
    found = _inquiry(request, pk)
    if request.method == "GET":
        return _page(request, found)
    form = AnswerForm(request.POST, inquiry=found)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    try:
        services.answer_inquiry(found, **form.cleaned_data, now=request.now, by=request.user)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, found, form=form, status=refusal.status)
    messages.success(request, _("Noted: the customer has been told."))
    return redirect("callbacks:inquiries")


def _page(request: HttpRequest, found: Inquiry, *, status: int = 200, **forms: Any) -> HttpResponse:
    own, call = found.duty.owner_id == request.user.pk, found.callback
    manages = may(request.user, "callbacks.reassign")
    day = store_day(found.store, request.now)
    wish = opted_out(call.customer, call.kind, call.vehicle) if found.is_open else None
    context = {
        "nav": "callbacks",
        "inquiry": found,
        "duty": found.duty,
        "words": getattr(found, "words", None),
        "wish": wish,
        "form": AnswerForm(inquiry=found, silent=bool(wish)) if found.is_open and (own or manages) else None,
        "over": HandOverForm(store=found.store, on=day) if found.is_open and (own or manages) else None,
        "dismiss": DismissForm() if found.is_open and may(request.user, "callbacks.cancel") else None,
        "now": request.now,
        **forms,
    }
    return render(request, "callbacks/inquiry.html", context, status=status)


@requires("callbacks.inquiries")
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else is to answer."""
    found = _inquiry(request, pk)
    form = HandOverForm(request.POST, store=found.store, on=store_day(found.store, request.now))
    if not form.is_valid():
        return _refused(request, found, _("Please choose somebody and give a reason."), 400, over=form)
    try:
        services.hand_over_inquiry(found, **form.cleaned_data, now=request.now, by=request.user)
    except Refused as refusal:
        return _refused(request, found, str(refusal), refusal.status, over=form)
    messages.success(request, _("%(name)s answers now.") % {"name": form.cleaned_data["to"]})
    return redirect("callbacks:inquiries")


@requires("callbacks.cancel")
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """It was no question after all."""
    found = _inquiry(request, pk)
    form = DismissForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        services.dismiss_inquiry(found, reason=reason, now=request.now, by=request.user)
    except Refused as refusal:
        return _refused(request, found, str(refusal), refusal.status, dismiss=form)
    messages.success(request, _("Taken away."))
    return redirect("callbacks:inquiries")


def _refused(request: HttpRequest, found: Inquiry, sentence: str, status: int, **forms: Any) -> HttpResponse:
    messages.error(request, sentence)
    return _page(request, found, status=status, **forms)
