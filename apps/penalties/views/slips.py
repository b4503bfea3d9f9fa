"""A slip by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.access import requires
from apps.core.refusal import Refused
from apps.penalties import services
from apps.penalties.forms import SlipForm
from apps.penalties.services.open_months import local_day


@requires("penalties.decide")
def enter(request: HttpRequest) -> HttpResponse:
    """GET the form, POST enters the slip and opens it; a refusal stands at its field."""
    store = access.store_of(request.user)
    today = local_day(store, request.now)
    form = SlipForm(request.POST or None, store=store, by=request.user, initial={"fact_day": today})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                slip = services.enter_manual(
                    store=store, now=request.now, by=request.user, **form.cleaned_data
                )
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("The slip is entered. A second person confirms it."))
                return redirect("penalties:detail", pk=slip.pk)
    limit = services.slip_limit(request.user, store=store, on=today)
    context = {"nav": "penalties", "form": form, "limit": limit}
    return render(request, "penalties/slip.html", context, status=status)
