"""A person's own sessions, and the password asked for again."""

from datetime import timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts import services
from apps.accounts.access import requires
from apps.accounts.forms import ConfirmForm
from apps.accounts.models import SignInSession


def safe_next(request: HttpRequest, target: str) -> str:
    """`target` when it stays on this site, else the desk."""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else "/"


@requires("account")
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password again; a wrong one counts as a failed sign-in and makes the next wait."""
    form = ConfirmForm(request.POST or None)
    target = safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if form.is_valid():
        found = authenticate(
            request, username=request.user.get_username(), password=form.cleaned_data["password"]
        )
        if found is not None and found.pk == request.user.pk:
            request.session.note(confirmed_at=request.now)
            messages.success(
                request,
                _("Thank you. Please press the button again; for %(minutes)s minutes nobody asks.")
                % {"minutes": settings.CONFIRM_MINUTES},
            )
            return HttpResponseRedirect(target)
        form.add_error("password", _("This is not your password."))
    context = {"form": form, "next": target}
    return render(request, "accounts/confirm.html", context, status=400 if form.errors else 200)


@requires("account")
def sessions(request: HttpRequest) -> HttpResponse:
    rows = SignInSession.objects.filter(user=request.user, expire_date__gt=request.now).order_by("-seen_at")
    context = {"rows": rows, "own": request.session.session_key, "now": request.now, **_limits()}
    return render(request, "accounts/sessions.html", context)


def _limits() -> dict[str, Any]:
    return {"idle": settings.SESSION_IDLE_MINUTES, "hours": settings.SESSION_HOURS}


@requires("account")
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    number = request.POST.get("session", "")
    ended = services.end_sessions(
        request.user, keep=request.session.session_key, only=int(number) if number.isdecimal() else None
    )
    if ended:
        messages.success(request, _("Ended. That device has to sign in again."))
    return redirect("accounts:sessions")


def locked_out(request: HttpRequest, *_given: Any) -> HttpResponse:
    """What somebody sees who has to wait before the next try."""
    waits = getattr(request, "waits", timedelta(minutes=1))
    minutes = max(1, ceil(waits.total_seconds() / 60))
    answer = render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer
