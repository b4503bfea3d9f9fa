"""The second factor: asked for at sign-in, set up and removed by its owner, reset by an administrator (H6)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.accounts import second_factor, signing_in, waiting
from apps.accounts.access import public, requires
from apps.accounts.confirming import confirmed
from apps.accounts.forms import CodeForm, NewFactorForm
from apps.accounts.models import SecondFactor
from apps.accounts.services import end_sessions
from apps.accounts.views.people import person_of
from apps.accounts.views.sessions import locked_out
from apps.core.qr import drawing
from apps.core.refusal import Refused

FEW = 3


@public
def ask(request: HttpRequest) -> HttpResponse:
    """The second page of signing in, for five minutes after the right password; a wrong code waits like a password."""
    user = signing_in.awaited(request)
    if user is None:
        messages.error(request, _("Please sign in again."))
        return redirect("accounts:sign_in")
    if request.method == "POST" and waiting.refuses(request, user.get_username()):
        return locked_out(request)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        taken = second_factor.accept(user, code=form.cleaned_data["code"], now=request.now)
        if taken:
            target = signing_in.enter(request, user)
            _tell_what_is_left(request, taken)
            return redirect(target)
        waiting.note_wrong(request, user.get_username())
        form.add_error(None, _("This code is wrong or was used before."))
    return render(
        request, "accounts/second_factor_ask.html", {"form": form}, status=400 if form.errors else 200
    )


def _tell_what_is_left(request: HttpRequest, taken: str) -> None:
    left = second_factor.codes_left(request.user)
    if taken == second_factor.RECOVERY or left < FEW:
        words = ngettext("%(count)s recovery code is left.", "%(count)s recovery codes are left.", left)
        messages.warning(request, words % {"count": left})


@requires("account")
def own(request: HttpRequest) -> HttpResponse:
    """One's own second factor: since when, how many recovery codes, what can be done."""
    return _own(request, CodeForm())


def _own(request: HttpRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    context = {
        "factor": SecondFactor.objects.filter(user=request.user).first(),
        "left": second_factor.codes_left(request.user),
        "required": second_factor.is_required(request.user),
        "form": form,
        "now": request.now,
    }
    return render(request, "accounts/second_factor.html", context, status=status)


@requires("account")
@confirmed
def new(request: HttpRequest) -> HttpResponse:
    """Scan, type what the app shows, and be shown the recovery codes: both are seen this once."""
    if second_factor.has_one(request.user):
        return redirect("accounts:second_factor")
    form = NewFactorForm(request.POST or None)
    if form.is_valid():
        try:
            codes = second_factor.enrol(request.user, **form.cleaned_data, now=request.now)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            request.session[signing_in.PROVED] = True
            end_sessions(request.user, keep=request.session.session_key)
            return _codes(request, codes)
    offer = form.data.get("offer", "")
    secret = second_factor.offered_secret(request.user, offer)
    if secret is None:
        offer = second_factor.offer(request.user)
        secret = second_factor.offered_secret(request.user, offer) or b""
    context = {
        "form": form,
        "offer": offer,
        "secret": second_factor.in_groups(secret),
        "code": drawing(second_factor.address(request.user, secret)),
        "required": second_factor.is_required(request.user),
    }
    return render(request, "accounts/second_factor_new.html", context, status=400 if form.errors else 200)


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "accounts/second_factor_codes.html", {"codes": codes})


@requires("account")
@require_POST
@confirmed
def codes(request: HttpRequest) -> HttpResponse:
    return _with_code(request, remove=False)


@requires("account")
@require_POST
@confirmed
def remove(request: HttpRequest) -> HttpResponse:
    return _with_code(request, remove=True)


def _with_code(request: HttpRequest, *, remove: bool) -> HttpResponse:
    """What only the owner of the phone may do: a wrong code counts as a failed sign-in."""
    name = request.user.get_username()
    if waiting.refuses(request, name):
        return locked_out(request)
    form = CodeForm(request.POST)
    try:
        if form.is_valid() and not remove:
            new_ones = second_factor.renew_codes(request.user, **form.cleaned_data, now=request.now)
            return _codes(request, new_ones)
        if form.is_valid():
            second_factor.remove(request.user, **form.cleaned_data, now=request.now)
            request.session.pop(signing_in.PROVED, None)
            messages.success(request, _("The second factor is removed."))
            return redirect("accounts:second_factor")
    except Refused as refusal:
        waiting.note_wrong(request, name)
        form.add_error(refusal.field, str(refusal))
    return _own(request, form, status=400)


@requires("settings.people")
@require_POST
@confirmed
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request, pk)
    second_factor.reset(person, by=request.user)
    messages.success(request, _("The second factor is reset. The person signs in with the password alone."))
    return redirect("accounts:person", pk)
