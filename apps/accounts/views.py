"""Signing in and out, language and theme, the set-up page."""

from django.conf import settings
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from apps.accounts.access import public, requires
from apps.accounts.models import Store, User

sign_in = public(
    auth_views.LoginView.as_view(template_name="accounts/sign_in.html", redirect_authenticated_user=True)
)
sign_out = public(auth_views.LogoutView.as_view())


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the person came from, never to another site."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if safe else "/")


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language: stored with the person, or in a cookie before signing in."""
    code = request.POST.get("language", "")
    response = _back(request)
    if code in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=code)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, samesite="Lax", secure=settings.HTTPS, httponly=True
        )
    return response


@requires("account")
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    choice = request.POST.get("theme", "")
    if choice in User.Theme.values:
        User.objects.filter(pk=request.user.pk).update(theme=choice)
    return _back(request)


@public
def set_up(request: HttpRequest) -> HttpResponse:
    if Store.objects.exists():
        return redirect("/")
    return render(request, "accounts/set_up.html")
