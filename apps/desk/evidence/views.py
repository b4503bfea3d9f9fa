"""All evidence for a penalty on one page: for who decides, and for the person concerned."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import requires
from apps.desk.evidence.gathering import gather
from apps.duties.explanation import Explanation
from apps.duties.labels import kind_label
from apps.penalties.models import Penalty
from apps.penalties.services import grounds_of
from apps.penalties.views.case_page import load, rule_texts


@requires("penalties.mine")
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the penalty's; 404 for rows the person may not read."""
    penalty: Penalty | None = load(request.user, pk)
    if penalty is None:
        raise Http404
    context = {
        "nav": "penalties",
        "penalty": penalty,
        "duty": penalty.duty,
        "duty_label": kind_label(penalty.duty.kind) if penalty.duty else "",
        "why": Explanation(penalty.duty, now=request.now) if penalty.duty else None,
        "found": gather(penalty),
        "grounds": grounds_of(penalty),
        "moves": penalty.moves.select_related("by", "words"),
        "others": others_of(penalty),
        "rules": rule_texts(penalty),
        "now": request.now,
    }
    return render(request, "desk/evidence/page.html", context)


def others_of(penalty: Penalty) -> list[Penalty]:
    """What was decided about the person for the same kind of matter before, the newest first."""
    rows = Penalty.objects.filter(store=penalty.store_id, subject=penalty.subject_id, kind=penalty.kind)
    return list(
        rows.exclude(pk=penalty.pk).filter(fact_day__lte=penalty.fact_day).order_by("-fact_day", "-pk")[:10]
    )
