"""The month's wage bases: typed or taken from a file, by human resources alone (R05)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.accounts.access import requires
from apps.core.refusal import Refused
from apps.penalties import services
from apps.penalties.forms import WageFileForm, WagesForm
from apps.penalties.intake import read_wages
from apps.penalties.models import PayrollMonth


@require_http_methods(["GET", "POST"])
@requires("penalties.wages")
def wages(request: HttpRequest, pk: int) -> HttpResponse:
    """GET the table; POST the typed wages, or a file whose unread lines are named."""
    rows = PayrollMonth.objects.visible_to(request.user, "penalties.wages").select_related("store")
    month = get_object_or_404(rows, pk=pk)
    people = services.people_of(month.store, month=month.month)
    known = services.wages_of(month.store, month=month.month)
    form, file_form, status = WagesForm(people=people, known=known), WageFileForm(), 200
    if request.method == "POST":
        sent = WageFileForm(request.POST, request.FILES)
        form = WagesForm(request.POST, people=people, known=known) if not request.FILES else form
        wanted, status = (sent if request.FILES else form), 400
        if wanted.is_valid():
            try:
                return _save(request, month, wanted, people)
            except Refused as refusal:
                wanted.add_error(refusal.field if refusal.field in wanted.fields else None, str(refusal))
                status = refusal.status
        file_form = sent if request.FILES else file_form
    context: dict[str, Any] = {
        "nav": "penalties",
        "month": month,
        "form": form,
        "file_form": file_form,
        "now": request.now,
    }
    return render(request, "penalties/wages.html", context, status=status)


def _save(request: HttpRequest, month: PayrollMonth, form: Any, people: list[Any]) -> HttpResponse:
    found: dict[int, Any]
    if isinstance(form, WageFileForm):
        read = read_wages(form.cleaned_data["file"], people)
        found = read.wages
        for line in read.refused:
            messages.warning(request, line)
    else:
        found = form.wages()
    count = services.set_wages(month, found, now=request.now, by=request.user)
    words = ngettext("%(count)s wage saved.", "%(count)s wages saved.", count)
    messages.success(request, words % {"count": count})
    return redirect("penalties:wages", pk=month.pk)
