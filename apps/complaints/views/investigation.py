"""The investigation report of one complaint (S82): written here, printed from here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.access import requires
from apps.complaints import services
from apps.complaints.forms import InvestigationForm
from apps.complaints.models import Complaint, Investigation
from apps.complaints.rules.rights import allowed
from apps.complaints.views.detail import find
from apps.core.refusal import Refused


@requires("complaints.board")
def investigation(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows it (`?sheet=paper` on paper); POST saves it, `finish` closes it."""
    complaint = find(request, pk)
    report = Investigation.objects.select_related("written_by").filter(complaint=complaint).first()
    if request.GET.get("sheet") == "paper":
        return render(request, "complaints/investigation_paper.html", context_of(request, complaint, report))
    form = InvestigationForm(request.POST or None, initial=initial_of(report))
    if request.method != "POST":
        return show(request, complaint, report, form)
    if not form.is_valid():
        return show(request, complaint, report, form, status=400)
    try:
        services.write_investigation(
            complaint, **form.cleaned_data, finish="finish" in request.POST, now=request.now, by=request.user
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return show(request, complaint, report, form, status=refusal.status)
    messages.success(request, _("The report is saved."))
    return HttpResponseRedirect(reverse("complaints:investigation", args=[pk]))


def initial_of(report: Investigation | None) -> dict[str, object]:
    if report is None:
        return {"version": 0}
    return {"version": report.version} | {name: getattr(report, name) for name in services.PARTS}


def context_of(request: HttpRequest, complaint: Complaint, report: Investigation | None) -> dict[str, object]:
    return {"nav": "complaints", "now": request.now, "complaint": complaint, "report": report}


def show(
    request: HttpRequest,
    complaint: Complaint,
    report: Investigation | None,
    form: InvestigationForm,
    *,
    status: int = 200,
) -> HttpResponse:
    may_write = allowed(request.user, "complaints.investigate", complaint)
    finished = report is not None and report.finished_at is not None
    context = context_of(request, complaint, report) | {"form": form if may_write and not finished else None}
    return render(request, "complaints/investigation.html", context, status=status)
