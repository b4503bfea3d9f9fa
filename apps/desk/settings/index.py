"""The first page of the settings: what can be set, one sentence each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import requires


@requires("settings")
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/settings/index.html", {"nav": "settings"})
