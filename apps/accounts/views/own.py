"""What a person sets for themselves: language, theme, account."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.access import posts_of, public, requires
from apps.accounts.forms import AccountForm
from apps.accounts.models import User
from apps.accounts.views.sessions import safe_next


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the person came from, never to another site."""
    return HttpResponseRedirect(safe_next(request, request.POST.get("next", "")))


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language: stored with the person, and in a cookie for the sign-in page."""
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


@requires("account")
def account(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your account is saved."))
        return redirect("accounts:account")
    context = {"form": form, "posts": posts_of(request.user)}
    return render(request, "accounts/account.html", context, status=400 if form.errors else 200)
