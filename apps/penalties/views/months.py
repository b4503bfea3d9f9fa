"""Settlement months: sheet a person, ready, close, file for payroll."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts import access
from apps.accounts.access import requires
from apps.core.refusal import Refused
from apps.core.sheets import Sheet, workbook_response
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
    return _show(request, _month(request, pk))


def _month(request: HttpRequest, pk: int) -> PayrollMonth:
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
        "sheets": sheets,
        "total": sum((sheet.amount for sheet in sheets), start=0),
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
def move_month(request: HttpRequest, pk: int) -> HttpResponse:
    """POST verb=ready or verb=close."""
    month = _month(request, pk)
    verbs = {"ready": services.ready_month, "close": services.close_month}
    words = {"ready": _("The month is ready to be closed."), "close": _("The month is closed.")}
    verb = request.POST.get("verb", "")
    try:
        if verb not in verbs:
            raise Refused(_("The request could not be understood."), code="invalid")
        verbs[verb](month, now=request.now, by=request.user)
    except Refused as refusal:
        return _show(request, _month(request, pk), status=refusal.status, sentence=str(refusal))
    messages.success(request, words[verb])
    return redirect("penalties:month_detail", pk=pk)


@requires("penalties.month")
@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The month as a workbook for payroll (绩效扣减); the month's history notes who took it."""
    month = _month(request, pk)
    sheets = services.export_month(month, now=request.now, by=request.user)
    head = [
        _("Person"),
        _("Missed calls"),
        _("Items"),
        _("Deduction, CNY"),
        _("Step-up in percent of the wage"),
        _("Remark"),
    ]
    rows: list[list[Any]] = []
    for sheet in sheets:
        remark = _("Beyond the legal cap of %(cap)s %%: HR decides.") % {"cap": sheet.cap_percent}
        rows.append(
            [
                sheet.user.name,
                sheet.misses,
                len(sheet.rows),
                sheet.amount,
                sheet.percent,
                remark if sheet.over_cap else "",
            ]
        )
    title = _("Performance deductions %(month)s") % {"month": f"{month.month:%Y-%m}"}
    return workbook_response(f"{title}.xlsx", [Sheet(title, head, rows)])
