"""Signing in and out, passwords, and the set-up page of an empty house."""

from typing import Any

from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy

from apps.accounts import services
from apps.accounts.access import public, requires
from apps.accounts.forms import SetUpForm
from apps.accounts.models import Store
from apps.accounts.signing_in import has_to_prove, note_device


class SignIn(auth_views.LoginView):
    """The password; whoever has a second factor is asked for it on a second page."""

    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        if has_to_prove(self.request, form.get_user(), target=self.get_success_url()):
            return redirect("accounts:second_factor_ask")
        answer = super().form_valid(form)
        note_device(self.request)
        return answer


class SignOut(auth_views.LogoutView):
    """The browser forgets what it kept of the pages (over https; over http it ignores the header)."""

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().dispatch(*args, **kwargs)
        answer["Clear-Site-Data"] = '"cache", "storage"'
        return answer


class PasswordChange(auth_views.PasswordChangeView):
    """A new password ends every other session of the person."""

    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:password_done")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        answer = super().form_valid(form)
        services.end_sessions(self.request.user, keep=self.request.session.session_key)
        return answer


sign_in = public(SignIn.as_view())
sign_out = public(SignOut.as_view())
password = requires("account")(PasswordChange.as_view())
password_done = requires("account")(
    auth_views.PasswordChangeDoneView.as_view(template_name="accounts/password_done.html")
)
password_reset = public(
    auth_views.PasswordResetView.as_view(
        template_name="accounts/password_reset.html",
        email_template_name="accounts/password_reset_mail.txt",
        subject_template_name="accounts/password_reset_subject.txt",
        success_url=reverse_lazy("accounts:password_reset_sent"),
    )
)
password_reset_sent = public(
    auth_views.PasswordResetDoneView.as_view(template_name="accounts/password_reset_sent.html")
)
password_reset_confirm = public(
    auth_views.PasswordResetConfirmView.as_view(
        template_name="accounts/password_reset_confirm.html",
        success_url=reverse_lazy("accounts:password_reset_complete"),
    )
)
password_reset_complete = public(
    auth_views.PasswordResetCompleteView.as_view(template_name="accounts/password_reset_complete.html")
)


@public
def set_up(request: HttpRequest) -> HttpResponse:
    """Open only while no store exists; afterwards it leads to the desk."""
    if Store.objects.exists():
        return redirect("/")
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        person = services.set_up_house(
            store={"code": "main", "name": data["store_name"], "tz": data["tz"]},
            departments=data["departments"],
            admin={key: data[key] for key in ("username", "name", "email", "password")},
            now=request.now,
        )
        login(request, person, backend="apps.accounts.backends.StaffBackend")
        return redirect("/")
    return render(request, "accounts/set_up.html", {"form": form, "gate_wide": True})
