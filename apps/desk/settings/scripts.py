"""Scripts (S67): what is said on the phone by kind of call; each change is a version with a first day."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.access import requires, store_of
from apps.accounts.services import today_in
from apps.callbacks import services
from apps.callbacks.models import Callback, Script
from apps.core.refusal import Refused
from apps.desk.call.script import Lines, lines_of
from apps.desk.settings.questionnaire_forms import SAID, ScriptForm

SHOWN = 20


@requires("settings.questionnaires")
@require_GET
def scripts(request: HttpRequest) -> HttpResponse:
    """The script in force of each kind of call."""
    today = today_in(store_of(request.user), request.now)
    values = sample_values(request)
    kinds = [
        {"value": kind, "label": label, "script": lines_of(services.script_for(kind, on=today), values)}
        for kind, label in Callback.Kind.choices
    ]
    return render(request, "desk/settings/scripts.html", {"kinds": kinds, "nav": "settings"})


def sample_values(request: HttpRequest) -> dict[str, str]:
    """An invented customer for the preview."""
    return {
        "customer": _("Mr Liu"),
        "agent": request.user.name or request.user.username,
        "store": store_of(request.user).name,
        "car": "ID.4 X",
        "plate": "豫A12345",
        "day": _("3 November"),
        "document": "CK2611-0001",
        "advisor": _("Zhang Lei"),
    }


@requires("settings.questionnaires")
@require_http_methods(["GET", "POST"])
def script(request: HttpRequest, kind: str) -> HttpResponse:
    """First press shows how it reads, second press makes it a version."""
    if kind not in Callback.Kind.values:
        raise Http404
    today = today_in(store_of(request.user), request.now)
    current = services.script_for(kind, on=today)
    initial = {"effective_from": today} | {name: getattr(current, name, "") for name in SAID}
    form = ScriptForm(request.POST or None, initial=initial)
    shown, status = lines_of(current, sample_values(request)), 200
    if request.method == "POST":
        answer = _try(request, form, kind=kind, today=today)
        if not isinstance(answer, (Lines, int)):
            return answer
        shown, status = (answer, 200) if isinstance(answer, Lines) else (shown, answer)
    versions = Script.objects.filter(kind=kind).select_related("written_by").order_by("-version")[:SHOWN]
    context = {
        "nav": "settings",
        "kind": kind,
        "label": Callback.Kind(kind).label,
        "form": form,
        "script": shown,
        "tried": request.method == "POST" and status == 200,
        "places": [(f"{{{zh}}}", f"{{{place}}}", label) for place, (zh, label) in services.PLACES.items()],
        "versions": versions,
        "current": current,
    }
    return render(request, "desk/settings/script.html", context, status=status)


def _try(request: HttpRequest, form: ScriptForm, *, kind: str, today: Any) -> HttpResponse | Lines | int:
    """A redirect after saving, the text as it reads, or the status of a refusal told at its field."""
    if not form.is_valid():
        return 400
    try:
        services.check_entry(form.entry())
        if "save" in request.POST:
            services.write_script(
                kind,
                form.entry(),
                effective_from=form.cleaned_data["effective_from"],
                today=today,
                now=request.now,
                by=request.user,
            )
            messages.success(request, _("Saved as a new version."))
            return redirect("desk:script", kind)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return refusal.status
    written = Script(kind=kind, **{name: form.cleaned_data.get(name, "") for name in SAID})
    return lines_of(written, sample_values(request))
