"""Settings of the tree of causes (S82), and the typical cases told from complaints (S106)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.access import requires, store_of
from apps.complaints import services
from apps.complaints.forms import CauseForm, NewCauseForm
from apps.complaints.models import CauseKind, TypicalCase
from apps.core.refusal import Refused

PAGE = 20


@requires("complaints.causes")
def causes(request: HttpRequest) -> HttpResponse:
    """The tree with how often each cause was named; POST adds one."""
    form = NewCauseForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and saved(form, lambda: services.add_cause(**form.cleaned_data, by=request.user)):
            messages.success(request, _("Added."))
            return HttpResponseRedirect(reverse("complaints:causes"))
        status = 400
    rows = CauseKind.objects.annotate(used=Count("complaints")).order_by("position", "pk")
    groups = [
        {"group": group, "causes": [row for row in rows if row.parent_id == group.pk]}
        for group in rows
        if group.parent_id is None
    ]
    context = {"nav": "complaints", "groups": groups, "form": form}
    return render(request, "complaints/causes.html", context, status=status)


@requires("complaints.causes")
def cause(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename or retire one."""
    row = get_object_or_404(CauseKind, pk=pk)
    form = CauseForm(request.POST or None, instance=row, initial={"version": row.version})
    status = 200
    if request.method == "POST":
        if form.is_valid() and saved(
            form,
            lambda: services.change_cause(CauseKind.objects.get(pk=pk), **form.cleaned_data, by=request.user),
        ):
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("complaints:causes"))
        status = 400
    context = {"nav": "complaints", "cause": row, "form": form}
    return render(request, "complaints/cause.html", context, status=status)


def saved(form: NewCauseForm | CauseForm, verb) -> bool:
    """Runs the verb; a refusal lands on the form at its field."""
    try:
        verb()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


@requires("complaints.cases")
def typical_cases(request: HttpRequest) -> HttpResponse:
    """What can be learned from complaints, without names; for everybody of the store."""
    rows = TypicalCase.objects.filter(complaint__store=store_of(request.user))
    rows = rows.select_related("complaint__category", "complaint__cause_kind__parent", "told_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request, "complaints/typical_cases.html", {"nav": "complaints", "page": page, "now": request.now}
    )
