"""The reports of the house: what is due, how far it is, and what was not handed in in time (逾时未报)."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apps.accounts.access import OWN, requires, scope, store_of
from apps.accounts.models import User
from apps.callbacks.services import MissingSheet, missing_sheets
from apps.duties.models import Duty
from apps.reports.models import Issue, IssueQuerySet, Recipient
from apps.reports.views.live import stores_of

OVERDUE, UNREAD = "overdue", "unread"


@requires("reports.read")
def report_list(request: HttpRequest) -> HttpResponse:
    """The running periods first, then by due day; the tabs narrow to what is late or waits to be read."""
    kind, show = request.GET.get("kind", ""), request.GET.get("show", "")
    rows = Issue.objects.visible_to(request.user).newest()
    unread = Recipient.objects.filter(user=request.user).exclude(issue__receipts__user=request.user)
    late = overdue(rows)
    waiting = rows.filter(pk__in=unread.values("issue"))
    found = {OVERDUE: late, UNREAD: waiting}.get(show, rows)
    if kind in Issue.Kind.values:
        found = found.filter(kind=kind)
    found = found.select_related("store", "department", "duty__owner", "prepared_by", "submitted_by")
    page = Paginator(found.order_by("-end", "-start", "kind", "pk"), 30).get_page(request.GET.get("page"))
    context = {
        "nav": "reports",
        "missing": missing_days(request.user, now=request.now) if show == OVERDUE and not kind else [],
        "now": request.now,
        "page": page,
        "tabs": _tabs(show, kind, late=late.count(), unread=waiting.count()),
        "kinds": _kinds(kind, show),
        "narrowed": bool(show or kind),
        "several_stores": len(stores_of(request.user)) > 1,
    }
    return render(request, "reports/list.html", context)


def missing_days(user: User, *, now: datetime) -> list[MissingSheet]:
    """Days whose sheet was due and not handed in (S61), as far as the person reads day sheets."""
    reach = scope(user, "callbacks.day_sheets")
    if reach is None:
        return []
    found = missing_sheets(store_of(user), now=now)
    return [one for one in found if reach != OWN or one.agent == user]


def overdue(rows: IssueQuerySet) -> IssueQuerySet:
    """Due, and not handed in yet."""
    return rows.filter(duty__state=Duty.State.MISSED, duty__settled_at__isnull=True)


def _tabs(show: str, kind: str, *, late: int, unread: int) -> list[dict[str, object]]:
    tabs = [
        {"label": _("All"), "url": _url("", kind), "current": show not in (OVERDUE, UNREAD)},
        {
            "label": _("Not handed in in time"),
            "url": _url(OVERDUE, kind),
            "count": late,
            "current": show == OVERDUE,
        },
    ]
    if unread or show == UNREAD:
        tabs.append(
            {
                "label": _("For you to read"),
                "url": _url(UNREAD, kind),
                "count": unread,
                "current": show == UNREAD,
            }
        )
    return tabs


def _url(show: str, kind: str) -> str:
    query = {name: value for name, value in (("show", show), ("kind", kind)) if value}
    return reverse("reports:list") + (f"?{urlencode(query)}" if query else "")


def _kinds(kind: str, show: str) -> list[dict[str, object]]:
    """Every kind of report with the page that shows it alone."""
    choices = [("", _("All kinds")), *Issue.Kind.choices]
    return [{"label": label, "url": _url(show, value), "current": kind == value} for value, label in choices]
