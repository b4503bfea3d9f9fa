"""My penalties: what was proposed and decided about me, with note, explanation and appeal."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import requires
from apps.penalties.models import Penalty
from apps.penalties.views.case_page import in_term

PAGE = 30


@requires("penalties.mine")
def mine(request: HttpRequest) -> HttpResponse:
    """The person's own rows, newest first; one query for the page and one for what waits for an answer."""
    rows = Penalty.objects.filter(subject=request.user)
    page = Paginator(rows.select_related("confirmed_by").order_by("-proposed_at", "-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    for penalty in page.object_list:
        penalty.may_appeal = penalty.state == Penalty.State.CONFIRMED and in_term(penalty, now=request.now)
    return render(request, "penalties/mine.html", {"nav": "penalties", "page": page, "now": request.now})
