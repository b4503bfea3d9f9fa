"""Misses nobody answers for: excused by the program or a person, or without an owner at the cut-off (S13)."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import requires, store_of
from apps.duties.labels import kind_label
from apps.duties.models import Duty
from apps.penalties.rules import MISS_RULES, month_after
from apps.penalties.services.open_months import local_day
from apps.penalties.views.honour import month_of

PAGE = 50
State = Duty.State


@requires("penalties.list")
def unanswered(request: HttpRequest) -> HttpResponse:
    """`?month=2026-11&cause=outage`: the month's misses without a penalty, with their cause counted."""
    store = store_of(request.user)
    month = month_of(request, today=local_day(store, request.now))
    last = month_after(month) - timedelta(days=1)
    rows = Duty.objects.filter(store=store, kind__in=list(MISS_RULES), due_day__range=(month, last)).filter(
        Q(state=State.EXCUSED) & ~Q(cause=Duty.Cause.UNREACHABLE)
        | Q(state=State.MISSED, responsible__isnull=True)
    )
    counts = dict(rows.order_by().values_list("cause").annotate(Count("pk")))
    cause = request.GET.get("cause", "")
    chosen = rows.filter(cause=cause) if cause in counts else rows
    page = Paginator(chosen.select_related("responsible", "owner").order_by("due_at", "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    for duty in page.object_list:
        duty.kind_words = kind_label(duty.kind)
    causes = [(code, label, counts[code]) for code, label in Duty.Cause.choices if code in counts]
    context = {
        "nav": "penalties",
        "month": month,
        "page": page,
        "causes": causes,
        "cause": cause,
        "now": request.now,
    }
    return render(request, "penalties/unanswered.html", context)
