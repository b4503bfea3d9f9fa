"""My penalties: what was proposed and decided about me, with note, explanation and appeal."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import requires
from apps.penalties.models import Penalty
from apps.penalties.services import last_day_of_appeal
from apps.penalties.views.case_page import in_term
from apps.rulebook.policy import KEYS

PAGE = 30


@requires("penalties.mine")
def mine(request: HttpRequest) -> HttpResponse:
    """The person's own rows, newest first; one query for the page and one for what waits for an answer."""
    rows = Penalty.objects.filter(subject=request.user)
    page = Paginator(rows.select_related("store").order_by("-proposed_at", "-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    for penalty in page.object_list:
        penalty.appeal_day = last_day_of_appeal(penalty)
        penalty.why = why_of(penalty)
        penalty.may_appeal = penalty.state == Penalty.State.CONFIRMED and in_term(penalty, now=request.now)
    return render(request, "penalties/mine.html", {"nav": "penalties", "page": page, "now": request.now})


def why_of(penalty: Penalty) -> str:
    """The house's own sentence behind the row; empty for slips, whose words are on their page."""
    phrases = (KEYS[key].phrase for key in penalty.policy_values if key in KEYS)
    return next((phrase for phrase in phrases if phrase), "")
