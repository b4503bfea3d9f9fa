"""A slip by hand, and any penalty or reward on paper."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.access import requires
from apps.core.refusal import Refused
from apps.penalties import services
from apps.penalties.forms import SlipForm
from apps.penalties.models import Penalty
from apps.penalties.rules import MODE
from apps.penalties.services.open_months import local_day
from apps.penalties.views import case_page
from apps.penalties.worth import amount_words
from apps.rulebook import policy


@requires("penalties.slip")
def enter(request: HttpRequest) -> HttpResponse:
    """GET the form, POST enters the slip and opens it; a refusal stands at its field."""
    store = access.store_of(request.user)
    today = local_day(store, request.now)
    form = SlipForm(request.POST or None, store=store, by=request.user, initial={"fact_day": today})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                slip = services.enter_manual(
                    store=store, now=request.now, by=request.user, **form.cleaned_data
                )
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _word(slip))
                return redirect("penalties:detail", pk=slip.pk)
    limit = services.slip_limit(request.user, store=store, on=today)
    points = policy.value(MODE, store=store, on=today) == Penalty.Mode.POINTS
    words = amount_words(limit, Penalty.Mode.POINTS if points else Penalty.Mode.MONEY)
    context = {"nav": "penalties", "form": form, "limit": words}
    return render(request, "penalties/slip.html", context, status=status)


def _word(slip: Penalty) -> str:
    if slip.state == Penalty.State.SUGGESTED:
        return _(
            "The slip is a suggestion until the head of that department or the general manager accepts it."
        )
    return _("The slip is entered. A second person confirms it.")


@requires("penalties.mine")
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip on A4 with its signatures; acknowledging in the program stands for the employee's."""
    penalty = case_page.load(request.user, pk)
    if penalty is None:
        raise Http404
    moves = list(penalty.moves.select_related("by", "words"))
    context = {
        "penalty": penalty,
        "words": next((move.words.text for move in moves if hasattr(move, "words")), ""),
        "confirmed": case_page.last_words(moves, "confirm"),
        "rules": case_page.rule_texts(penalty),
        "appeal_day": services.last_day_of_appeal(penalty),
        "back_url": reverse("penalties:detail", args=[pk]),
        "now": request.now,
    }
    return render(request, "penalties/paper.html", context)
