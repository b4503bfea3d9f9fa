"""One page for every step: what it will do, what it asks for, and the refusal with the text kept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from apps.accounts.access import requires
from apps.complaints.forms import StepForm
from apps.complaints.models import Complaint
from apps.complaints.views.detail import find
from apps.complaints.views.steps import STEPS, Doors, Step
from apps.core.refusal import Refused


@requires("complaints.board")
def take_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """GET shows the step (a dialog for htmx, else a page); POST takes it and goes back to where it was asked."""
    complaint = find(request, pk)
    doors = Doors(request.user, complaint.store, now=request.now)
    chosen = STEPS.get(step)
    if chosen is None:
        raise Http404
    if not doors.has_right(step, complaint):
        raise Refused(_("Your role may not do this with this complaint."), code="forbidden")
    if request.method == "GET" and chosen not in doors.open_steps(complaint):
        raise Refused(_("This step is not possible now."), code="state")
    form = chosen.form(request.POST or None, complaint=complaint, on=doors.today)
    if request.method != "POST":
        return show(request, chosen, complaint, form, status=200)
    if not form.is_valid():
        return show(request, chosen, complaint, form, status=400)
    try:
        chosen.verb(complaint, **form.cleaned_data, now=request.now, by=request.user)
    except Refused as refusal:
        return refused(request, chosen, form, refusal, pk=pk)
    messages.success(request, done_sentence(chosen, complaint))
    return HttpResponseRedirect(back_url(request, complaint))


def refused(request: HttpRequest, chosen: Step, form: StepForm, refusal: Refused, *, pk: int) -> HttpResponse:
    """The same form with the sentence and the typed text, carrying the version as it stands now."""
    complaint = find(request, pk)
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    form.data = form.data.copy()
    form.data["version"] = complaint.version
    return show(request, chosen, complaint, form, status=refusal.status)


def show(
    request: HttpRequest, chosen: Step, complaint: Complaint, form: StepForm, *, status: int
) -> HttpResponse:
    context = {
        "nav": "complaints",
        "now": request.now,
        "step": chosen,
        "complaint": complaint,
        "form": form,
        "back_url": back_url(request, complaint),
    }
    template = "complaints/_step_dialog.html" if request.htmx else "complaints/step.html"
    return render(request, template, context, status=status)


def back_url(request: HttpRequest, complaint: Complaint) -> str:
    """Where the step was asked from: the board with its filters, or the complaint's page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return reverse("complaints:detail", args=[complaint.pk])


def done_sentence(chosen: Step, complaint: Complaint) -> str:
    return _("%(number)s: done – %(step)s.") % {"number": complaint.number, "step": chosen.label}
