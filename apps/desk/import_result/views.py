"""What an import led to: calls by due day and by agent, and the way back while nobody has called."""

from django.contrib import messages
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import may, requires
from apps.callbacks import services as callbacks
from apps.callbacks.models import Callback
from apps.customers.models import ImportBatch
from apps.customers.services import documents_of


@require_safe
@requires("customers.import")
def import_result(request: HttpRequest, pk: int) -> HttpResponse:
    """A part of the import page; asks again until the sweep has made the calls."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)
    calls = Callback.objects.filter(order__batch=batch)
    total = calls.count()
    expected = batch.found.get("to_call", 0)
    per_agent = calls.values("duty__owner__name").annotate(count=Count("pk"), first=Min("duty__due_day"))
    forecast = callbacks.load_forecast(batch.store, now=request.now)
    context = {
        "batch": batch,
        "tight": {day.day for day in forecast.tight},
        "total": total,
        "expected": expected,
        "waiting": total < expected and batch.state == ImportBatch.State.COMMITTED,
        "documents": documents_of(batch),
        "days": calls.values("duty__due_day").annotate(count=Count("pk")).order_by("duty__due_day")[:31],
        "agents": per_agent.order_by("-count", "duty__owner__name")[:31],
        "touched": callbacks.calls_worked_on(batch),
        "can_undo": may(request.user, "customers.commit_import")
        and batch.state == ImportBatch.State.COMMITTED,
        "now": request.now,
    }
    return render(request, "desk/import_result/_result.html", context)


@require_POST
@requires("customers.commit_import")
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user, "customers.commit_import"), pk=pk)
    gone = callbacks.undo_import(batch, now=request.now, by=request.user)
    messages.success(request, _("The import was undone: %(count)s documents went.") % {"count": gone})
    return redirect("customers:import_detail", pk)
