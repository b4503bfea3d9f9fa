"""Waivers and reversals of a calendar month, for the general manager."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import requires, store_of
from apps.penalties import services
from apps.penalties.services.open_months import local_day
from apps.penalties.views.honour import month_of

SHOWN = 500


@requires("penalties.exceptions")
def exceptions(request: HttpRequest) -> HttpResponse:
    """`?month=2026-11`: who let what go, when and why."""
    store = store_of(request.user)
    month = month_of(request, today=local_day(store, request.now))
    rows = list(services.exceptions_of(store, month=month)[:SHOWN])
    context = {"nav": "penalties", "month": month, "rows": rows, "now": request.now}
    return render(request, "penalties/exceptions.html", context)
