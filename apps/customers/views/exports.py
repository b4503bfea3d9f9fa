"""What may still be taken out, who asked for more, and the second person's answer (S28)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.access import may, requires, store_of
from apps.accounts.confirming import confirmed
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.forms import ExportForm, add_refusal
from apps.customers.models import ExportGrant

SHOWN = 50


@require_http_methods(["GET", "POST"])
@requires("customers.exports")
def exports(request: HttpRequest) -> HttpResponse:
    """One's own quota and wishes; those who decide see the whole store's."""
    form = ExportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.ask_for_export(**form.cleaned_data, now=request.now, by=request.user)
            except Refused as refusal:
                add_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("A second person has been asked."))
                return redirect("customers:exports")
    context = {
        "nav": "customers",
        "form": form,
        "left": max(services.rows_left(request.user, now=request.now), 0),
        "grants": [(grant, _may_decide(request, grant)) for grant in _seen(request)],
        "now": request.now,
    }
    return render(request, "customers/exports.html", context, status=status)


def _seen(request: HttpRequest) -> list[ExportGrant]:
    rows = ExportGrant.objects.filter(store=store_of(request.user)).select_related("by", "decided_by")
    if not may(request.user, "customers.allow_export"):
        rows = rows.filter(by=request.user)
    return list(rows.order_by("-at")[:SHOWN])


def _may_decide(request: HttpRequest, grant: ExportGrant) -> bool:
    waiting = grant.state == ExportGrant.State.ASKED
    return waiting and grant.by_id != request.user.pk and may(request.user, "customers.allow_export")


@require_POST
@requires("customers.allow_export")
@confirmed
def export_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """POST allow=yes or no; the password is asked for again."""
    grant = get_object_or_404(
        ExportGrant.objects.select_related("by", "store"), pk=pk, store=store_of(request.user)
    )
    allowed = request.POST.get("allow") == "yes"
    services.decide_export(grant, allowed=allowed, now=request.now, by=request.user)
    messages.success(request, _("Allowed for 24 hours.") if allowed else _("Not allowed."))
    return redirect("customers:exports")
