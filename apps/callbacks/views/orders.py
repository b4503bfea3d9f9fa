"""Correct or void one document: what happens to its call and to fines is shown before it is done."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.access import requires
from apps.callbacks import services
from apps.callbacks.forms import OrderForm, VoidForm
from apps.callbacks.models import Callback
from apps.core.refusal import Refused
from apps.customers.models import Order


@requires("customers.order")
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Two steps each: show the effects, then do exactly what was shown."""
    rows = Order.objects.visible_to(request.user, "customers.order")
    found = get_object_or_404(rows.select_related("customer", "vehicle", "served_by", "store"), pk=pk)
    if request.method == "GET":
        return _page(request, found)
    if request.POST.get("step", "").startswith("void"):
        return _void(request, found)
    return _correct(request, found)


def _page(request: HttpRequest, found: Order, *, status: int = 200, **more: Any) -> HttpResponse:
    calls = Callback.objects.filter(order=found).select_related("duty__owner").order_by("pk")
    context = {
        "nav": "callbacks",
        "order": found,
        "form": OrderForm(instance=found),
        "void_form": VoidForm(),
        "calls": calls,
        "moves": found.moves.select_related("by").order_by("-at"),
        "version": found.version,
        "now": request.now,
        **more,
    }
    return render(request, "callbacks/order.html", context, status=status)


def _correct(request: HttpRequest, found: Order) -> HttpResponse:
    form = OrderForm(request.POST, instance=found)
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    changes = form.changes()
    if not changes:
        form.add_error(None, _("Nothing is changed yet."))
        return _page(request, found, form=form, status=400)
    effects = services.preview_order_change(found, changes=changes, now=request.now)
    seen = _digest(changes, effects)
    if request.POST.get("step") != "save" or request.POST.get("seen") != seen:
        return _page(request, found, form=form, effects=effects, seen=seen)
    reason = form.cleaned_data["reason"]
    found.version = _version(request, found)
    try:
        services.correct_order(found, changes=changes, reason=reason, now=request.now, by=request.user)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, found, form=form, effects=effects, seen=seen, status=refusal.status)
    messages.success(request, _("Document %(number)s corrected.") % {"number": found.number})
    return redirect("callbacks:order", found.pk)


def _void(request: HttpRequest, found: Order) -> HttpResponse:
    form = VoidForm(request.POST)
    effects = services.preview_order_void(found)
    if request.POST["step"] == "void" or not form.is_valid():
        status = 200 if request.POST["step"] == "void" else 400
        return _page(request, found, void_form=form, void_effects=effects, voiding=True, status=status)
    reason = form.cleaned_data["reason"]
    try:
        services.void_order(found, reason=reason, now=request.now, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(
            request, found, void_form=form, void_effects=effects, voiding=True, status=refusal.status
        )
    messages.success(request, _("Document %(number)s voided.") % {"number": found.number})
    return redirect("callbacks:order", found.pk)


def _version(request: HttpRequest, found: Order) -> int:
    """The version the page was opened with: another one meanwhile is refused as stale."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else found.version


def _digest(changes: dict[str, Any], effects: list[services.Effect]) -> str:
    """What was shown: other values or other effects by now are shown again before they are done."""
    shown = [(name, str(value)) for name, value in sorted(changes.items())]
    shown += [(one.callback.pk, one.what, str(one.new_day), one.new_state) for one in effects]
    return sha256(repr(shown).encode()).hexdigest()[:32]
