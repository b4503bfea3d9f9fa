"""Settlement months: sheet a person and department, ready, close."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts import access
from apps.accounts.access import requires
from apps.accounts.confirming import confirmed
from apps.core.refusal import Refused
from apps.penalties import services
from apps.penalties.models import PayrollMonth

MONTHS_SHOWN = 24


@requires("penalties.month")
def month_list(request: HttpRequest) -> HttpResponse:
    """The months that have rows, newest first, with their state and counts."""
    store = access.store_of(request.user)
    rows = PayrollMonth.objects.visible_to(request.user).select_related("ready_by", "closed_by")
    months = list(rows.order_by("-month")[:MONTHS_SHOWN])
    counts = services.counts_by_month(months)
    for month in months:
        month.counts = counts.get(month.pk, {"people": 0, "decided": 0, "waiting": 0})
    context = {"nav": "penalties", "months": months, "now": request.now, "store": store}
    return render(request, "penalties/months.html", context)


@requires("penalties.month")
def month_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, month_of_person(request, pk))


def month_of_person(request: HttpRequest, pk: int) -> PayrollMonth:
    """The month, if the person may see it; else 404."""
    rows = PayrollMonth.objects.visible_to(request.user).select_related("store", "ready_by", "closed_by")
    return get_object_or_404(rows, pk=pk)


def _show(
    request: HttpRequest, month: PayrollMonth, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    sheets = services.month_sheets(month)
    is_open, is_ready = month.state == PayrollMonth.State.OPEN, month.state == PayrollMonth.State.READY
    context: dict[str, Any] = {
        "nav": "penalties",
        "month": month,
        "groups": services.by_department(sheets),
        "total": services.total_of(sheets) if sheets else None,
        "may_wages": access.may(request.user, "penalties.wages"),
        "waiting": sum(sheet.waiting for sheet in sheets),
        "moves": month.moves.select_related("by"),
        "may_ready": is_open and access.may(request.user, "penalties.ready_month"),
        "may_close": is_ready
        and month.ready_by_id != request.user.pk
        and access.may(request.user, "penalties.close_month"),
        "sentence": sentence,
        "now": request.now,
    }
    return render(request, "penalties/month.html", context, status=status)


@requires("penalties.month")
@require_POST
@confirmed
def move_month(request: HttpRequest, pk: int) -> HttpResponse:
    """POST verb=ready or verb=close."""
    month = month_of_person(request, pk)
    verbs = {"ready": services.ready_month, "close": services.close_month}
    words = {"ready": _("The month is ready to be closed."), "close": _("The month is closed.")}
    verb = request.POST.get("verb", "")
    try:
        if verb not in verbs:
            raise Refused(_("The request could not be understood."), code="invalid")
        verbs[verb](month, now=request.now, by=request.user)
    except Refused as refusal:
        return _show(request, month_of_person(request, pk), status=refusal.status, sentence=str(refusal))
    messages.success(request, words[verb])
    return redirect("penalties:month_detail", pk=pk)
