"""Outcomes of calls (S04): names, key, wait and what is asked for; used ones are retired, not deleted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.access import requires, store_of
from apps.accounts.services import today_in
from apps.callbacks import services
from apps.callbacks.models import Outcome
from apps.core.refusal import Refused


class OutcomeForm(forms.ModelForm):
    class Meta:
        model = Outcome
        fields = ["name_zh", "name_en", "effect", "wait", "asks", "shortcut"]
        help_texts = {
            "effect": gettext_lazy("Decides whether the customer was reached and whether the call ends."),
            "wait": gettext_lazy("Until then the call stands behind those not tried yet."),
            "shortcut": gettext_lazy("One letter on the call screen."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_en"].required = False

    def _post_clean(self) -> None:
        """The verb writes the row: the form leaves it untouched."""

    def entry(self) -> services.OutcomeEntry:
        return services.OutcomeEntry(**{name: self.cleaned_data.get(name) or "" for name in self.Meta.fields})


@requires("settings.questionnaires")
@require_GET
def outcomes(request: HttpRequest) -> HttpResponse:
    today = today_in(store_of(request.user), request.now)
    rows = list(Outcome.objects.all())
    context = {
        "nav": "settings",
        "current": [one for one in rows if one.retired_on is None or one.retired_on > today],
        "retired": [one for one in rows if one.retired_on is not None and one.retired_on <= today],
    }
    return render(request, "desk/settings/outcomes.html", context)


@requires("settings.questionnaires")
@require_http_methods(["GET", "POST"])
def outcome_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@requires("settings.questionnaires")
@require_http_methods(["GET", "POST"])
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Outcome, pk=pk))


def _edit(request: HttpRequest, row: Outcome | None) -> HttpResponse:
    form = OutcomeForm(request.POST or None, instance=row)
    status = 200
    if request.method == "POST":
        status = _write(request, form, row) if form.is_valid() else 400
        if status == 302:
            return redirect("desk:outcomes")
    used = row is not None and services.is_used(row)
    context = {"nav": "settings", "form": form, "outcome": row, "used": used}
    return render(request, "desk/settings/outcome.html", context, status=status)


def _write(request: HttpRequest, form: OutcomeForm, row: Outcome | None) -> int:
    try:
        if row is None:
            services.add_outcome(form.entry(), now=request.now, by=request.user)
        else:
            services.change_outcome(row, form.entry(), now=request.now, by=request.user)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return refusal.status
    messages.success(request, _("Saved."))
    return 302


@requires("settings.questionnaires")
@require_POST
def outcome_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Retire, restore or delete."""
    row = get_object_or_404(Outcome, pk=pk)
    now, by = request.now, request.user
    step = request.POST.get("step")
    if step == "retire":
        services.retire_outcome(row, today=today_in(store_of(by), now), now=now, by=by)
    elif step == "restore":
        services.restore_outcome(row, now=now, by=by)
    elif step == "delete":
        services.delete_outcome(row, now=now, by=by)
    else:
        raise Refused(_("Please choose what to do."), code="invalid")
    messages.success(request, _("Saved."))
    return redirect("desk:outcomes")
