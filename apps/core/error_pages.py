"""What a person sees when something is refused, missing or broken: one sentence and the next step."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from apps.core.full_disk import NO_ROOM_TO_WRITE, RETRY_AFTER, database_is_full
from apps.core.kept_files import NO_ROOM, is_full
from apps.core.refusal import Refused


def error_page(request: HttpRequest, *, status: int, sentence: str) -> HttpResponse:
    """Render the error page of that status; a part requested by htmx gets the bare notice."""
    part = getattr(request, "htmx", False)
    template = "components/refusal.html" if part else f"errors/{status if status in PAGES else 409}.html"
    return render(request, template, {"sentence": sentence, "status": status}, status=status)


PAGES = {400, 403, 404, 409, 500}


def refused_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return error_page(request, status=refusal.status, sentence=str(refusal))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, status=400, sentence=_("The request could not be understood."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, status=403, sentence=_("Your role may not do this."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, status=404, sentence=_("There is nothing here, or it is not yours to see."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(
        request, status=403, sentence=_("This page is too old to be saved. Reload it and try again.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the frame: its queries may be what failed. A disk that filled meanwhile is told so."""
    error = sys.exc_info()[1]
    if is_full(error):
        return error_page(request, status=507, sentence=str(NO_ROOM))
    if database_is_full(error):
        answer = error_page(request, status=503, sentence=str(NO_ROOM_TO_WRITE))
        answer["Retry-After"] = str(RETRY_AFTER)
        return answer
    return HttpResponse(render_to_string("errors/500.html"), status=500)
