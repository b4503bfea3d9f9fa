"""Users, posts and absences: the administrator's pages under Settings."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts import second_factor, services
from apps.accounts.access import requires, store_of
from apps.accounts.confirming import confirmed, confirmed_to_post
from apps.accounts.forms import AbsenceForm, EndPostForm, PersonForm, PostForm, absences_of
from apps.accounts.models import Absence, Post, User
from apps.core.refusal import Refused


def _tell(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal at the field it concerns."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def person_of(request: HttpRequest, pk: int) -> User:
    here = Post.objects.filter(store=store_of(request.user)).values("user_id")
    return get_object_or_404(User, pk=pk, pk__in=here)


@requires("settings.people")
def people(request: HttpRequest) -> HttpResponse:
    store = store_of(request.user)
    posts = Post.objects.filter(store=store).select_related("user", "department", "principal")
    rows: dict[User, list[Post]] = {}
    for post in posts.order_by("-user__is_active", "user__name", "user_id", "from_day"):
        rows.setdefault(post.user, []).append(post)
    return render(
        request,
        "accounts/people.html",
        {"rows": rows.items(), "nav": "settings", "today": services.today_in(store, request.now)},
    )


@requires("settings.people")
@confirmed_to_post
def person_new(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None, store=store_of(request.user))
    if form.is_valid():
        data = form.cleaned_data
        try:
            person = services.add_person(
                username=data["username"],
                name=data["name"],
                email=data["email"],
                post={"role": data["role"], "department": data["department"]},
                now=request.now,
                by=request.user,
            )
        except Refused as refusal:
            _tell(form, refusal)
        else:
            return redirect("accounts:person", person.pk)
    return render(
        request,
        "accounts/person_new.html",
        {"form": form, "nav": "settings"},
        status=400 if form.errors else 200,
    )


@requires("settings.people")
@confirmed_to_post
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One user: posts, a further post, one-time link, switching off."""
    subject = person_of(request, pk)
    form = PostForm(request.POST or None, store=store_of(request.user))
    if form.is_valid():
        try:
            services.add_post(subject, **form.cleaned_data, now=request.now, by=request.user)
        except Refused as refusal:
            _tell(form, refusal)
        else:
            return redirect("accounts:person", pk)
    context = {
        "subject": subject,
        "posts": subject.posts.select_related("department", "principal").order_by("-from_day"),
        "form": form,
        "end_form": EndPostForm(
            initial={"until_day": services.today_in(store_of(request.user), request.now)}
        ),
        "link": request.session.pop("one_time_link", None),
        "factor": second_factor.has_one(subject),
        "nav": "settings",
    }
    return render(request, "accounts/person.html", context, status=400 if form.errors else 200)


@requires("settings.people")
@require_POST
@confirmed
def post_end(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post, pk=pk, store=store_of(request.user))
    form = EndPostForm(request.POST)
    if form.is_valid():
        services.end_post(post, last_day=form.cleaned_data["until_day"], by=request.user)
    else:
        messages.error(request, _("Please give the last day."))
    return redirect("accounts:person", post.user_id)


@requires("settings.people")
@require_POST
@confirmed
def person_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a one-time link; shown once on the person's page."""
    link = services.one_time_link(person_of(request, pk), by=request.user)
    request.session["one_time_link"] = request.build_absolute_uri(link)
    return redirect("accounts:person", pk)


@requires("settings.people")
@require_POST
@confirmed
def person_active(request: HttpRequest, pk: int) -> HttpResponse:
    services.set_active(person_of(request, pk), active=request.POST.get("active") == "1", by=request.user)
    return redirect("accounts:person", pk)


@requires("settings.absences")
def absences(request: HttpRequest) -> HttpResponse:
    store = store_of(request.user)
    form = AbsenceForm(request.POST or None, store=store)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.enter_absence(
                data["person"],
                first_day=data["first_day"],
                last_day=data["last_day"],
                substitute=data["substitute"],
                by=request.user,
            )
        except Refused as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("The absence is entered; open calls are being dealt again."))
            return redirect("accounts:absences")
    rows = absences_of(store)[:100]
    return render(
        request,
        "accounts/absences.html",
        {"form": form, "rows": rows, "nav": "settings"},
        status=400 if form.errors else 200,
    )


@requires("settings.absences")
@require_POST
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    here = Post.objects.filter(store=store_of(request.user)).values("user_id")
    services.end_absence(get_object_or_404(Absence, pk=pk, user_id__in=here), by=request.user)
    return redirect("accounts:absences")
