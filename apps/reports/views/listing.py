"""What is due when and how far it is: the calendar of reports."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.access import requires
from apps.reports.models import Issue


@requires("reports.read")
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports of the store, the running periods first, then by due day."""
    kind = request.GET.get("kind", "")
    rows = (
        Issue.objects.visible_to(request.user)
        .newest()
        .select_related("duty__owner", "prepared_by", "submitted_by")
    )
    if kind in Issue.Kind.values:
        rows = rows.filter(kind=kind)
    page = Paginator(rows.order_by("-end", "-start", "kind"), 30).get_page(request.GET.get("page"))
    context = {
        "nav": "reports",
        "now": request.now,
        "page": page,
        "tabs": _tabs(kind),
        "kinds": Issue.Kind.choices,
    }
    return render(request, "reports/list.html", context)


def _tabs(kind: str) -> list[dict[str, object]]:
    link = reverse("reports:list")
    choices = [("", _("All")), *Issue.Kind.choices]
    return [
        {"label": label, "url": f"{link}?kind={value}" if value else link, "current": kind == value}
        for value, label in choices
    ]
