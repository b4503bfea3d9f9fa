"""Some doors ask for the password again: taking data out, changing roles, closing a month (H3)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

View = TypeVar("View", bound=Callable[..., HttpResponse])


def confirmed(view: View) -> View:
    """Below `requires`: the password must have been given within CONFIRM_MINUTES; else the person is asked for it.

    Reading the page behind such a door asks nothing; what would change something or leave the house does.
    """

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.session.confirmed_within(settings.CONFIRM_MINUTES, now=request.now):
            return view(request, *args, **kwargs)
        return _ask(request)

    asking.asks_password = True
    return asking


def confirmed_to_post(view: View) -> View:
    """As `confirmed`, for a page that may be read without."""
    asking = confirmed(view)

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (view if request.method in ("GET", "HEAD") else asking)(request, *args, **kwargs)

    handle.asks_password = True
    return handle


def _ask(request: HttpRequest) -> HttpResponse:
    """To the page that asks, which leads back to where the person stands now."""
    target = f"{reverse('accounts:confirm')}?{urlencode({'next': page_before(request)})}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def page_before(request: HttpRequest) -> str:
    """Path and query of the page the request came from, if it is one of ours; else the desk."""
    whole = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(whole, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(whole)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
