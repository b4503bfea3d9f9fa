"""The person's language and the store's clock, and the set-up page of an empty house."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from apps.accounts.access import posts_of
from apps.accounts.models import Store
from apps.accounts.second_factor import has_one, is_required
from apps.accounts.signing_in import PROVED

Handler = Callable[[HttpRequest], HttpResponse]


def preferences(get_response: Handler) -> Handler:
    """A signed-in person's stored language wins over the browser's and the cookie's; times are the store's."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.user.language in dict(settings.LANGUAGES):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        with timezone.override(_zone(request)):
            return get_response(request)

    return handle


def note_presence(get_response: Handler) -> Handler:
    """Somebody is there; what a page asks by itself (`X-Unattended`, set by its script) is no sign of life."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and "X-Unattended" not in request.headers:
            request.session.seen(now=request.now)
        return get_response(request)

    return handle


def _zone(request: HttpRequest) -> str:
    """The zone of the person's store; pages show wall-clock times of the store, wherever the browser is."""
    posts = posts_of(request.user) if request.user.is_authenticated else []
    return posts[0].store.tz if posts else settings.TIME_ZONE


def set_up_first(get_response: Handler) -> Handler:
    """Until the first store exists every page leads to the set-up page. Whoever is signed in has a store."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or _is_open(request.path) or Store.objects.exists():
            return get_response(request)
        return redirect("accounts:set_up")

    return handle


def prove_first(get_response: Handler) -> Handler:
    """Whoever may not go without a second factor sets one up before seeing anything else.

    A session that began before the factor was set up or asked for ends: at the next sign-in it is asked for.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return get_response(request)
        if request.session.get(PROVED) or _serves_proving(request.path) or not is_required(request.user):
            return get_response(request)
        if has_one(request.user):
            logout(request)
            return _lead(request, "accounts:sign_in")
        return _lead(request, "accounts:second_factor_new")

    return handle


def _lead(request: HttpRequest, name: str) -> HttpResponse:
    """Part of a page cannot show another page: htmx is told to go there."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse(name)})
    return redirect(name)


def _serves_proving(path: str) -> bool:
    names = ("second_factor_new", "confirm", "sign_out", "language", "theme")
    return path in [reverse(f"accounts:{name}") for name in names] or path.startswith(
        (settings.STATIC_URL, "/healthz/")
    )


def _is_open(path: str) -> bool:
    always = (reverse("accounts:set_up"), reverse("accounts:language"), settings.STATIC_URL, "/healthz/")
    return path.startswith(always)
