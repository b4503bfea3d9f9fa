"""On paper: the form 抱怨处理单 and the receipt 抱怨签收单."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.accounts.access import requires
from apps.complaints.views.detail import find, first_phone

SHEETS = {"": "complaints/slip.html", "receipt": "complaints/receipt.html"}


@requires("complaints.board")
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The processing form; `?sheet=receipt` is the receipt with the signature."""
    complaint = find(request, pk)
    context = {
        "complaint": complaint,
        "now": request.now,
        "phone": first_phone(complaint),
        "round": complaint.verifications.select_related("callback__duty__owner", "attempt__agent").last(),
        "issued": complaint.moves.filter(what="issue").select_related("by").last(),
        "back_url": reverse("complaints:detail", args=[pk]),
    }
    return render(request, SHEETS.get(request.GET.get("sheet", ""), SHEETS[""]), context)
