"""The rules of fines on one sheet, for everybody to read and for the wall."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.accounts.access import requires, store_of
from apps.penalties.services import rules_in_words
from apps.penalties.services.open_months import local_day


@requires("penalties.mine")
def wall(request: HttpRequest) -> HttpResponse:
    store = store_of(request.user)
    day = local_day(store, request.now)
    context = {
        "rules": rules_in_words(store, on=day),
        "store": store,
        "day": day,
        "back_url": reverse("penalties:mine"),
    }
    return render(request, "penalties/wall.html", context)
