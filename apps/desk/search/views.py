"""Search everywhere: customers by any fragment, complaints by number. Grouped; Enter opens the first hit."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.access import may, requires
from apps.complaints.models import Complaint
from apps.customers.services import CustomerHit, is_long_enough, search_customers

LIMIT = 20
ORDER = ("name", "phone", "plate", "vin", "order", "member")


@require_safe
@requires("search")
def search(request: HttpRequest) -> HttpResponse:
    """A list of hits for the box in the top bar (htmx), else a page; a single hit is opened at once."""
    query = request.GET.get("q", "").strip()[:80]
    groups = _groups(request, query) if is_long_enough(query) else []
    total = sum(len(group["hits"]) for group in groups)
    context = {
        "query": query,
        "groups": groups,
        "total": total,
        "too_short": bool(query) and not is_long_enough(query),
        "now": request.now,
    }
    if request.htmx:
        return render(request, "desk/search/_hits.html", context)
    if total == 1:
        return redirect(groups[0]["hits"][0]["url"])
    return render(request, "desk/search/page.html", context)


def _groups(request: HttpRequest, query: str) -> list[dict[str, Any]]:
    """At most LIMIT hits in all, one group for each detail they were found by, complaints first."""
    hits = search_customers(query, request.user)
    complaints = _complaints(request, query)
    room = LIMIT - len(complaints)
    groups = [{"label": _("Complaints"), "hits": complaints}] if complaints else []
    for what in ORDER:
        found = [hit for hit in hits[:room] if hit.what == what]
        if found:
            groups.append({"label": found[0].label, "hits": [_line(hit) for hit in found]})
    return groups


def _line(hit: CustomerHit) -> dict[str, Any]:
    details = (hit.phone, hit.plate or hit.vin_tail, hit.order_number if hit.what == "order" else hit.model)
    return {
        "url": reverse("desk:customer", args=[hit.id]),
        "title": hit.name,
        "note": "·".join(filter(None, details)),
        "do_not_call": hit.do_not_call,
    }


def _complaints(request: HttpRequest, query: str) -> list[dict[str, Any]]:
    """Complaints whose number holds the fragment; a store's numbers are few enough to look through."""
    if not may(request.user, "complaints.board") or not any(sign.isdigit() for sign in query):
        return []
    rows = Complaint.objects.visible_to(request.user).filter(number__contains=query.upper())
    return [
        {
            "url": reverse("complaints:detail", args=[complaint.pk]),
            "title": complaint.number,
            "note": f"{complaint.category}·{complaint.get_state_display()}",
            "do_not_call": False,
        }
        for complaint in rows.select_related("category").order_by("-pk")[:5]
    ]
