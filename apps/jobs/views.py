"""The jobs page: what runs when, what failed, retry, switch off."""

from typing import Any

from celery import current_app
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.accounts.access import requires
from apps.core.refusal import Refused
from apps.jobs import services
from apps.jobs.labels import KIND_LABELS
from apps.jobs.models import Job, SwitchedOff


def _sweeps() -> list[dict[str, Any]]:
    """Every sweep with its period, last end, failures and switch: two queries for all of them."""
    ends = {
        row["kind"]: row
        for row in Job.objects.filter(slot__isnull=False)
        .values("kind")
        .annotate(
            last=Max("ended_at", filter=Q(state=Job.State.DONE)), failed=Max("slot", filter=~Q(error=""))
        )
    }
    off = set(SwitchedOff.objects.values_list("kind", flat=True))
    return [
        {
            "kind": kind,
            "label": KIND_LABELS.get(kind, kind),
            "minutes": minutes,
            "last": ends.get(kind, {}).get("last"),
            "failed": ends.get(kind, {}).get("failed"),
            "off": kind in off,
        }
        for kind, minutes in current_app.conf.sweeps.items()
    ]


@requires("jobs")
def jobs(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = Job.objects.select_related("asked_by").defer("payload", "result").order_by("-asked_at", "-pk")
    if state in Job.State.values:
        rows = rows.filter(state=state)
    else:
        rows = rows.filter(Q(slot__isnull=True) | ~Q(state=Job.State.DONE) | ~Q(error=""))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    for job in page:
        job.label = KIND_LABELS.get(job.kind, job.kind)
    sweeps = _sweeps()
    context = {
        "sweeps": sweeps,
        "off": sum(sweep["off"] for sweep in sweeps),
        "page": page,
        "state": state,
        "tabs": _tabs(state),
        "nav": "settings",
        "now": request.now,
    }
    return render(request, "jobs/list.html", context)


def _tabs(state: str) -> list[dict[str, object]]:
    choices = [("", _("All but quiet sweeps")), *((s.value, s.label) for s in Job.State)]
    return [{"label": label, "url": f"?state={value}", "current": value == state} for value, label in choices]


@requires("jobs")
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    services.retry(pk, now=request.now)
    return redirect("jobs:list")


@requires("jobs")
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    services.cancel(pk, now=request.now)
    return redirect("jobs:list")


@requires("jobs")
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    kind = request.POST.get("kind", "")
    if request.POST.get("on") == "all":
        count = services.switch_all_on()
        messages.success(
            request,
            ngettext(
                "%(count)s sweep is switched on again.", "%(count)s sweeps are switched on again.", count
            )
            % {"count": count},
        )
        return redirect("jobs:list")
    if kind not in current_app.conf.sweeps:
        raise Refused(_("There is no such sweep."), code="invalid")
    services.switch(kind, on=request.POST.get("on") == "1", now=request.now, by=request.user)
    return redirect("jobs:list")
