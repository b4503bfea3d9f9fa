"""Times at which the program was down: entered from–until, taken back when wrong."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.access import requires, store_of
from apps.core.refusal import Refused
from apps.penalties import services
from apps.penalties.forms import OutageForm
from apps.penalties.models import Outage

PAGE = 30


@require_http_methods(["GET", "POST"])
@requires("penalties.outages")
def outages(request: HttpRequest) -> HttpResponse:
    """The list with a form to enter one; a refusal stands at its field."""
    form = OutageForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.enter_outage(
                    store=store_of(request.user), now=request.now, by=request.user, **form.cleaned_data
                )
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("Entered. What fell due in it is excused."))
                return redirect("penalties:outages")
    rows = Outage.objects.visible_to(request.user).select_related("entered_by", "withdrawn_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"nav": "penalties", "form": form, "page": page, "now": request.now}
    return render(request, "penalties/outages.html", context, status=status)


@requires("penalties.outages")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    outage = get_object_or_404(Outage.objects.visible_to(request.user).select_related("store"), pk=pk)
    services.withdraw_outage(outage, now=request.now, by=request.user)
    messages.success(request, _("Taken back. What it has excused stays excused."))
    return redirect("penalties:outages")
