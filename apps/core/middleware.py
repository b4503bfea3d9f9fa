"""Small promises every request gets: one moment, one way to be refused, no copy in shared caches."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from apps.core.error_pages import refused_page
from apps.core.refusal import Refused

Handler = Callable[[HttpRequest], HttpResponse]


def now(get_response: Handler) -> Handler:
    """`request.now` (aware, UTC) is the one moment of the request; verbs take it as an argument."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()
        return get_response(request)

    return handle


def refusals(get_response: Handler) -> Handler:
    """A refusal that no view has caught becomes a page with the sentence and the right status."""

    def handle(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused_page(request, exception) if isinstance(exception, Refused) else None

    handle.process_exception = process_exception
    return handle


def no_nul(get_response: Handler) -> Handler:
    """The database holds no NUL character in text: whatever a page sends with one is refused as a whole."""

    def handle(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *_view: object) -> HttpResponse | None:
        sent = (request.GET, request.POST) if request.method == "POST" else (request.GET,)
        if any("\0" in value for data in sent for _name, values in data.lists() for value in values):
            return refused_page(request, Refused(_("The request could not be understood."), code="invalid"))
        return None

    handle.process_view = process_view
    return handle


def no_store(get_response: Handler) -> Handler:
    """Pages of a signed-in person hold personal data: no browser or proxy keeps a copy."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response

    return handle


def admin_policy(get_response: Handler) -> Handler:
    """The theme of /admin/ (superusers, reference tables only) evaluates its own scripts; no other page may."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_replace = {
                "script-src": ["'self'", "'unsafe-eval'"],
                "style-src": ["'self'", "'unsafe-inline'"],
            }
        return response

    return handle
