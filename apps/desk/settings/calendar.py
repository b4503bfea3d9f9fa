"""The calendar as a year view: official days, closures, next year's notice, each change with its effect (S26)."""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from apps.accounts.access import requires, store_of
from apps.accounts.services import today_in
from apps.core.refusal import Refused
from apps.core.worktime import Calendar
from apps.desk.settings.notice_text import read_notice
from apps.desk.settings.preview import Preview, preview
from apps.rulebook import services as rulebook
from apps.rulebook.calendars import store_calendar
from apps.rulebook.models import CalendarDay, CalendarYear, StoreClosure

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
FIRST_YEAR, LAST_YEAR = 2020, 2099


class ClosureForm(forms.Form):
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DATE)
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DATE)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class NoticeForm(forms.Form):
    """Next year's notice as text; each line one stretch of days."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    notice = forms.CharField(label=gettext_lazy("Name of the notice"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Days"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "One stretch a line: 2027-01-01 至 2027-01-03 放假 元旦 · 2027-02-20 上班 春节"
        ),
    )


def _shown_year(request: HttpRequest, today: date) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else today.year
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def _mark(day: date, *, calendar: Calendar, today: date) -> dict[str, object]:
    """How one day looks: today, closed, holiday, make-up day, weekend."""
    official = calendar.days.get(day)
    name = official.name if official else ""
    if not calendar.is_open(day):
        closure = calendar.closure_on(day)
        kind, title = "closed", _("Closed: %(reason)s") % {"reason": closure.reason if closure else ""}
    elif official and official.working:
        kind, title = "makeup", _("Make-up workday %(name)s") % {"name": name}
    elif official:
        kind, title = "holiday", _("Holiday %(name)s") % {"name": name}
    else:
        kind, title = "", ""
    return {
        "n": day.day,
        "kind": "today" if day == today else kind,
        "title": title,
        "off": day.weekday() >= 5,
    }


def _year(year: int, *, calendar: Calendar, today: date) -> list[dict[str, Any]]:
    sheet = months.Calendar()
    return [
        {
            "first": date(year, month, 1),
            "weeks": [
                [_mark(day, calendar=calendar, today=today) if day.month == month else None for day in week]
                for week in sheet.monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


@dataclass
class Span:
    """Days in a row that the notice names alike."""

    name: str
    is_working: bool
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def spans_of(named: Iterable[CalendarDay]) -> list[Span]:
    """Days in their order, those in a row of one name as one line."""
    spans: list[Span] = []
    for day in named:
        newest = spans[-1] if spans else None
        follows = newest is not None and day.day == newest.last + timedelta(days=1)
        if follows and (newest.name, newest.is_working) == (day.name, day.is_working):
            newest.last = day.day
        else:
            spans.append(Span(day.name, day.is_working, day.day, day.day))
    return spans


def _page(request: HttpRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    store = store_of(request.user)
    today = today_in(store, request.now)
    year = _shown_year(request, today)
    known = CalendarYear.objects.filter(year=year).first()
    context = {
        "year": year,
        "years": [year - 1, year, year + 1],
        "known": known,
        "months": _year(year, calendar=store_calendar(store), today=today),
        "named_days": spans_of(CalendarDay.objects.filter(day__year=year)),
        "closures": StoreClosure.objects.filter(
            store=store, last_day__year__gte=year, first_day__year__lte=year
        ),
        "closure_form": ClosureForm(prefix="closure"),
        "notice_form": NoticeForm(prefix="notice", initial={"year": year if not known else year + 1}),
        "nav": "settings",
    }
    return render(request, "desk/settings/calendar.html", context | extra, status=status)


@requires("settings.calendar")
def year_view(request: HttpRequest) -> HttpResponse:
    """The year; a post tries a closure or a notice, shows its effect, and saves on the second press."""
    if request.method != "POST":
        return _page(request)
    if "notice-text" in request.POST:
        return _try(request, "notice_form", NoticeForm(request.POST, prefix="notice"), _take_in_notice)
    return _try(request, "closure_form", ClosureForm(request.POST, prefix="closure"), _close)


def _try(request: HttpRequest, name: str, form: forms.Form, verb: Any) -> HttpResponse:
    if not form.is_valid():
        return _page(request, status=400, **{name: form})
    change = partial(verb, request, form.cleaned_data)
    effect: Preview | None = None
    try:
        effect = preview(change, store=store_of(request.user), now=request.now)
        if "save" in request.POST:
            change()
            messages.success(request, _("Saved. Open duties follow within a minute."))
            return redirect("desk:calendar")
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _page(
        request, status=400 if form.errors else 200, **{name: form, "effect": effect, "pending": name}
    )


def _close(request: HttpRequest, data: dict[str, Any]) -> object:
    return rulebook.close_store(store_of(request.user), **data, by=request.user, now=request.now)


def _take_in_notice(request: HttpRequest, data: dict[str, Any]) -> object:
    days = read_notice(data["text"])
    return rulebook.import_calendar_year(data["year"], days, data["notice"], by=request.user, now=request.now)


@requires("settings.calendar")
@require_POST
def closure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    closure = get_object_or_404(StoreClosure, pk=pk, store=store_of(request.user))
    rulebook.remove_closure(closure, by=request.user, now=request.now)
    messages.success(request, _("The closure is removed. Open duties follow within a minute."))
    return redirect("desk:calendar")
