"""Day sheets: one's own day handed in, everybody's day for the manager and the statistics clerk (S61)."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.access import requires, scope, store_of
from apps.accounts.models import Store, User
from apps.callbacks import services
from apps.callbacks.forms import RemarkForm
from apps.callbacks.models import Attempt, DaySheet, Outcome
from apps.callbacks.services.due_moments import store_day
from apps.core.refusal import Refused

SIZE = 60
DAY = timedelta(days=1)


@requires("callbacks.day_sheets")
@require_GET
def day_sheets(request: HttpRequest) -> HttpResponse:
    """Sheets handed in, newest first, with the days that are missing; agents see their own."""
    store = store_of(request.user)
    everybody = scope(request.user, "callbacks.day_sheets") == "store"
    missing = services.missing_sheets(store, now=request.now)
    asked = services.day_sheets_asked(store, on=store_day(store, request.now))
    rows = DaySheet.objects.visible_to(request.user).select_related("agent", "words")
    context = {
        "nav": "callbacks",
        "rows": rows.order_by("-day", "agent__name")[:SIZE],
        "missing": missing if everybody else [one for one in missing if one.agent == request.user],
        "everybody": everybody,
        "today": store_day(store, request.now),
        "calls_today": asked and _calls_on(store, request.user, request.now),
        "asked": asked,
        "now": request.now,
    }
    return render(request, "callbacks/day_sheets.html", context)


def _calls_on(store: Store, user: User, now: Any) -> bool:
    """Has the person called today?"""
    return Attempt.objects.filter(callback__store=store, agent=user, started_at__gt=now - DAY).exists()


def _agent(request: HttpRequest, pk: int) -> User:
    """Oneself, or with the right for the whole store anybody with a post in it."""
    if pk == request.user.pk:
        return request.user
    if scope(request.user, "callbacks.day_sheets") != "store":
        raise Http404
    return get_object_or_404(User.objects.filter(posts__store=store_of(request.user)).distinct(), pk=pk)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


@requires("callbacks.day_sheets")
@require_http_methods(["GET", "POST"])
def day_sheet(request: HttpRequest, day: str, pk: int) -> HttpResponse:
    """One agent's day: as counted now, or as handed in; POST hands in one's own."""
    agent, on, store = _agent(request, pk), _day(day), store_of(request.user)
    if not date(2000, 1, 2) < on < date(2100, 1, 1):
        raise Http404
    form = RemarkForm(request.POST or None)
    if request.method == "GET":
        return _page(request, store, agent, on, form=form)
    if agent != request.user:
        raise Http404
    if not form.is_valid():
        return _page(request, store, agent, on, form=form, status=400)
    try:
        services.hand_in_day_sheet(on, store=store, **form.cleaned_data, now=request.now, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _page(request, store, agent, on, form=form, status=refusal.status)
    messages.success(request, _("The day is handed in."))
    return redirect("callbacks:day_sheet", on.isoformat(), pk)


def _page(
    request: HttpRequest, store: Store, agent: User, on: date, *, form: RemarkForm, status: int = 200
) -> HttpResponse:
    sheet = DaySheet.objects.filter(store=store, agent=agent, day=on).select_related("words").first()
    facts = services.day_facts(store, agent, on, now=request.now)
    shown = sheet or facts
    today = store_day(store, request.now)
    own = (
        agent == request.user and sheet is None and facts.attempts and services.day_sheets_asked(store, on=on)
    )
    context = {
        "nav": "callbacks",
        "agent": agent,
        "store": store,
        "day": on,
        "sheet": sheet,
        "facts": shown,
        "minutes": round(shown.seconds / 60),
        "later": max(0, facts.attempts - sheet.attempts) if sheet else 0,
        "outcomes": _named(shown.outcomes),
        "problems": services.problems_heard(store, agent, on),
        "form": form if own and today - services.DAYS_BACK * DAY <= on <= today else None,
        "now": request.now,
    }
    paper = "paper" in request.GET
    template = "callbacks/day_sheet_paper.html" if paper else "callbacks/day_sheet.html"
    return render(request, template, context, status=status)


def _named(outcomes: dict[str, int]) -> list[tuple[str, int]]:
    """Outcomes in the order of the call screen, those that did not happen left out."""
    return [(str(one), outcomes[one.code]) for one in Outcome.objects.all() if one.code in outcomes]
