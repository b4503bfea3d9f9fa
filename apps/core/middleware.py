"""Small promises every request gets: one moment, one way to be refused, no copy in shared caches."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
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


def client_address(get_response: Handler) -> Handler:
    """REMOTE_ADDR is the person's address: the one the outermost of TRUSTED_PROXIES has seen.

    Each of them appends whom it answers, so what a client writes into X-Forwarded-For by itself stands further left.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if settings.TRUSTED_PROXIES:
            seen = request.headers.get("X-Forwarded-For", "").split(",")[-settings.TRUSTED_PROXIES :]
            if len(seen) == settings.TRUSTED_PROXIES and _is_address(seen[0].strip()):
                request.META["REMOTE_ADDR"] = seen[0].strip()
        return get_response(request)

    return handle


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text


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
