"""Why is this due then? The answer, day by day and step by step, and a manager's excuse."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts import access
from apps.accounts.access import requires
from apps.core.refusal import Refused
from apps.duties import services
from apps.duties.explanation import Explanation
from apps.duties.forms import ExcuseForm
from apps.duties.models import Duty


def _duty(request: HttpRequest, pk: int, action: str) -> Duty:
    rows = Duty.objects.visible_to(request.user, action)
    return get_object_or_404(rows.select_related("store", "owner", "responsible", "department"), pk=pk)


@requires("duties.why")
def why(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _duty(request, pk, "duties.why"))


def _show(
    request: HttpRequest, duty: Duty, *, status: int = 200, form: ExcuseForm | None = None
) -> HttpResponse:
    may_excuse = (
        duty.state in (Duty.State.OPEN, Duty.State.MISSED)
        and request.user.pk not in (duty.owner_id, duty.responsible_id)
        and access.may(request.user, "duties.excuse")
    )
    context: dict[str, Any] = {
        "nav": duty.kind.partition(".")[0] + "s",
        "duty": duty,
        "why": Explanation(duty, now=request.now, reader=request.user),
        "work_url": work_url(duty),
        "form": (form or ExcuseForm()) if may_excuse else None,
        "now": request.now,
    }
    return render(request, "duties/why.html", context, status=status)


def work_url(duty: Duty) -> str:
    """Where the work is done; empty when that page does not exist."""
    for args in ([duty.object_id], []):
        try:
            return reverse(duty.url_name, args=args)
        except NoReverseMatch:
            continue
    return ""


@requires("duties.excuse")
@require_POST
def excuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody answers for the duty; a refusal shows the page again with the sentence at its field."""
    duty = _duty(request, pk, "duties.excuse")
    form = ExcuseForm(request.POST)
    if not form.is_valid():
        return _show(request, duty, status=400, form=form)
    try:
        services.excuse(duty, now=request.now, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _show(request, _duty(request, pk, "duties.why"), status=refusal.status, form=form)
    messages.success(request, _("Excused. A proposed penalty falls away."))
    return redirect("duties:why", pk=pk)
