"""The running period, counted now by the same figures as its report will be."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.access import requires, store_of
from apps.accounts.models import Store
from apps.core.worktime import Period
from apps.reports import services
from apps.reports.figures import BY_CODE
from apps.reports.models import Issue
from apps.reports.services.lens import Lens
from apps.reports.services.notes import day_of
from apps.reports.services.voices import voices_of
from apps.reports.views.sheet import Sheet
from apps.reports.views.trend import charts_of


def running_period(kind: str, store: Store, *, now: object) -> Period:
    """The period of this kind of report in which today lies in the store's zone. Raises Http404 for an unknown one."""
    if kind not in BY_CODE:
        raise Http404
    return Period.containing(BY_CODE[kind].span, day_of(store, now))


@requires("reports.read")
def live(request: HttpRequest, kind: str) -> HttpResponse:
    store = store_of(request.user)
    period = running_period(kind, store, now=request.now)
    lens = Lens.of(request.user)
    rows = services.figure_rows(BY_CODE[kind], period, store)
    drill = ("reports:live_drill", (kind,))
    sheet = Sheet(rows, kind=BY_CODE[kind], period=period, store=store, lens=lens, drill=drill)
    context = {
        "nav": "reports",
        "now": request.now,
        "sheet": sheet,
        "period": period,
        "heading": kind_words().get(kind) or BY_CODE[kind].label,
        "lens": lens,
        "charts": charts_of(sheet),
        "voices": voices_of(period, store, lens=lens),
        "tabs": _tabs(kind),
        "issue": Issue.objects.filter(store=store, kind=kind, start=period.start)
        .select_related("duty")
        .first(),
    }
    return render(request, "reports/live.html", context)


def kind_words() -> dict[str, str]:
    return {"week": _("This week"), "xun": _("These ten days"), "month": _("This month")}


def _tabs(kind: str) -> list[dict[str, object]]:
    return [
        {"label": kind_words()[one], "url": reverse("reports:live", args=[one]), "current": one == kind}
        for one in kind_words()
    ]
