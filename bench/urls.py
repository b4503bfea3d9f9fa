"""The house's addresses and that of a floor: the bare rows of a page."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from bench.cases.queue_page import BARE


def bare(request: HttpRequest, store: int) -> HttpResponse:
    """The list of calls' rows and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(BARE, [store])
        return JsonResponse({"rows": cursor.fetchall()})


urlpatterns = [path("bare/<int:store>/", bare), path("", include("carecenter.urls"))]
