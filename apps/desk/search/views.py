"""Search everywhere: customers by any fragment, complaints by number. Grouped; Enter opens the first hit."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.access import may, requires
from apps.complaints.services import find_complaints
from apps.customers.rules.fragments import Fragment, read_fragment
from apps.customers.services import CustomerHit, note_search, search_customers

LIMIT = 20


@require_safe
@requires("search")
def search(request: HttpRequest) -> HttpResponse:
    """A list of hits for the box in the top bar (htmx), else a page; a single hit is opened at once."""
    query = request.GET.get("q", "").strip()[:80]
    fragment = read_fragment(query)
    if fragment is not None:
        note_search(request.user, now=request.now)
    groups = _groups(request, query, fragment) if fragment else []
    total = sum(len(group["hits"]) for group in groups)
    context = {
        "query": query,
        "groups": groups,
        "total": total,
        "too_short": bool(query) and fragment is None,
        "now": request.now,
    }
    if request.htmx:
        return render(request, "desk/search/_hits.html", context)
    if total == 1:
        return redirect(groups[0]["hits"][0]["url"])
    return render(request, "desk/search/page.html", context)


def _groups(request: HttpRequest, query: str, fragment: Fragment) -> list[dict[str, Any]]:
    """At most LIMIT hits in all, one group for each detail they were found by, that of the closest hit first."""
    complaints = _complaints(request, fragment)
    hits = search_customers(query, request.user, limit=LIMIT - len(complaints))
    groups = [{"label": _("Complaints"), "hits": complaints}] if complaints else []
    for what in dict.fromkeys(hit.what for hit in hits):
        found = [hit for hit in hits if hit.what == what]
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


def _complaints(request: HttpRequest, fragment: Fragment) -> list[dict[str, Any]]:
    if fragment.code is None or not may(request.user, "complaints.board"):
        return []
    return [
        {
            "url": reverse("complaints:detail", args=[complaint.pk]),
            "title": complaint.number,
            "note": f"{complaint.category}·{complaint.get_state_display()}",
            "do_not_call": False,
        }
        for complaint in find_complaints(fragment.code, request.user)
    ]
