"""Slips about a department, for whoever answers for it: suggestions to accept, and what became of the others (S47)."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import requires
from apps.penalties.models import Penalty

PAGE = 30


@requires("penalties.slip")
def suggestions(request: HttpRequest) -> HttpResponse:
    """What waits for the person first, then the newest; their own slips too."""
    answered = Penalty.objects.answered_by(request.user).values("pk")
    slips = Penalty.objects.filter(Q(pk__in=answered) | Q(author=request.user))
    waiting = list(
        slips.filter(state=Penalty.State.SUGGESTED)
        .select_related("subject", "author", "department")
        .order_by("pk")
    )
    others = slips.exclude(state=Penalty.State.SUGGESTED).select_related("subject", "author", "department")
    page = Paginator(others.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    context = {"nav": "penalties", "waiting": waiting, "page": page, "now": request.now}
    return render(request, "penalties/suggestions.html", context)
