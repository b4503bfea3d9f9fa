"""Every request has a number of its own; what a request changes carries it, and the request leaves a row (D4)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from pghistory.middleware import HistoryMiddleware
from structlog.contextvars import get_contextvars

from apps.audit import services

Handler = Callable[[HttpRequest], HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# Saved by the page itself every two seconds; a draft is nobody's deed.
QUIET = {"desk:call_draft"}


def number_requests(get_response: Handler) -> Handler:
    """The number the log gives the request, which nobody outside can choose: in change events and beside every fact."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.number = get_contextvars().get("request_id") or str(uuid4())
        return get_response(request)

    return handle


class RequestHistory(HistoryMiddleware):
    """Change events name the request beside person and page."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_context(request), "request": request.number}


def note_acts(get_response: Handler) -> Handler:
    """Who asked which page to change something. Pages that refused changed nothing and leave no row."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        if request.method in SAFE or response.status_code >= 400 or match is None or match.view_name in QUIET:
            return response
        if request.user.is_authenticated:
            services.note_act(
                request=request.number,
                page=match.view_name,
                object=" ".join(str(value) for value in match.kwargs.values()),
                at=request.now,
                by=request.user,
            )
        return response

    return handle
