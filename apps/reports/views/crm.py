"""Comparing a day's complaints and consultations with the manufacturer's CRM (S100)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.access import requires, store_of
from apps.accounts.models import Store
from apps.core.refusal import Refused
from apps.reports.forms import CrmForm
from apps.reports.models import CrmCheck
from apps.reports.services.crm import check_crm
from apps.reports.services.notes import day_of

DAYS = 14


@dataclass(frozen=True)
class DayLine:
    """A day with the last comparison of each table, None where there was none."""

    day: date
    checks: tuple[tuple[str, str, CrmCheck | None], ...]


@requires("reports.crm")
@require_http_methods(["GET", "POST"])
def crm(request: HttpRequest) -> HttpResponse:
    """The last two weeks and what was compared; POST compares one table of one day."""
    store = store_of(request.user)
    today = day_of(store, request.now)
    if request.method != "POST":
        first = {
            "day": request.GET.get("day") or today - timedelta(days=1),
            "table": request.GET.get("table"),
        }
        return _render(request, store, CrmForm(initial=first), today=today)
    form = CrmForm(request.POST)
    if not form.is_valid():
        return _render(request, store, form, today=today, status=400)
    try:
        made = check_crm(**form.cleaned_data, store=store, now=request.now, by=request.user)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _render(request, store, form, today=today, status=refusal.status)
    messages.success(request, _("Compared."))
    return redirect("reports:crm_check", made.pk)


@requires("reports.crm")
def crm_check(request: HttpRequest, pk: int) -> HttpResponse:
    """One comparison with its differences on both sides."""
    rows = CrmCheck.objects.visible_to(request.user).select_related("checked_by", "store")
    check = get_object_or_404(rows, pk=pk)
    differing = check.differing.select_related(
        "complaint__customer", "complaint__category", "inquiry__callback__customer", "inquiry__duty"
    ).order_by("line", "pk")
    context = {
        "nav": "reports",
        "now": request.now,
        "check": check,
        "there": [one for one in differing if one.line is not None],
        "here": [one for one in differing if one.line is None],
    }
    return render(request, "reports/crm_check.html", context)


def _render(
    request: HttpRequest, store: Store, form: CrmForm, *, today: date, status: int = 200
) -> HttpResponse:
    context = {
        "nav": "reports",
        "now": request.now,
        "form": form,
        "days": _days(store, today=today),
        "tables": CrmCheck.Table.choices,
    }
    return render(request, "reports/crm.html", context, status=status)


def _days(store: Store, *, today: date) -> list[DayLine]:
    """Newest first, one statement."""
    days = [today - timedelta(days=n) for n in range(DAYS)]
    rows = CrmCheck.objects.filter(store=store, day__range=(days[-1], days[0])).newest()
    found = {(one.day, one.table): one for one in rows}
    return [
        DayLine(
            day,
            tuple((value, str(label), found.get((day, value))) for value, label in CrmCheck.Table.choices),
        )
        for day in days
    ]
