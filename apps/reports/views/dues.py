"""The calendar of reports: every due day of a month with its state, those of periods still to come as planned."""

import calendar as months
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apps.accounts.access import requires, store_of
from apps.accounts.models import Store, User
from apps.core.worktime import Period, Unanswerable, later
from apps.duties.models import Duty
from apps.reports.figures.kinds import ReportKind
from apps.reports.models import Issue
from apps.reports.services.planning import Almanac
from apps.reports.views.listing import missing_days


@dataclass(frozen=True)
class Due:
    """A report on its due day; without `issue` its period has not begun, and the day follows calendar and rules."""

    day: date
    kind: str
    period: str
    provisional: bool
    issue: Issue | None = None

    @property
    def duty(self) -> Duty | None:
        return self.issue and self.issue.duty

    @property
    def url(self) -> str:
        return reverse("reports:detail", args=[self.issue.pk]) if self.issue else ""


@dataclass(frozen=True)
class Day:
    day: date
    inside: bool
    mark: str
    dues: list[Due]
    sheets: int = 0


@requires("reports.read")
def calendar_page(request: HttpRequest) -> HttpResponse:
    """The month as a grid and as a list. A year without official calendar is said to be provisional."""
    store, almanac = store_of(request.user), Almanac()
    today = almanac.today(store, request.now)
    first = _month(request.GET.get("month", ""), today=today)
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    dues = dues_between(
        weeks[0][0], weeks[-1][-1], store=store, reader=request.user, almanac=almanac, now=request.now
    )
    calendar = almanac.calendars[store.pk]
    by_day: dict[date, list[Due]] = {}
    for due in dues:
        by_day.setdefault(due.day, []).append(due)

    sheets = Counter(one.day for one in missing_days(request.user, now=request.now))

    def cell(day: date) -> Day:
        mark = "today" if day == today else "" if calendar.is_working_day(day) else "off"
        return Day(day, day.month == first.month, mark, by_day.get(day, []), sheets[day])

    context = {
        "nav": "reports",
        "now": request.now,
        "first": first,
        "weeks": [[cell(day) for day in week] for week in weeks],
        "dues": [due for due in dues if due.day.month == first.month],
        "before": f"{later(first, -1):%Y-%m}",
        "after": f"{later(weeks[-1][0], 7):%Y-%m}",
        "is_provisional": calendar.is_provisional(first),
        "this_month": (first.year, first.month) == (today.year, today.month),
    }
    return render(request, "reports/calendar.html", context)


def _month(text: str, *, today: date) -> date:
    """The first day of YYYY-MM, of the running month when empty. Raises Http404 for anything else."""
    try:
        return date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError as error:
        raise Http404 from error


def dues_between(
    first: date, last: date, *, store: Store, reader: User, almanac: Almanac, now: datetime
) -> list[Due]:
    """Every report due on these days: opened ones by their duty, later periods as calendar and rules stand now."""
    opened = (
        Issue.objects.visible_to(reader)
        .newest()
        .filter(store=store, duty__due_day__range=(first, last))
        .select_related("duty__owner", "department")
    )
    found = [Due(one.duty.due_day, _name(one), one.period.key, one.duty.provisional, one) for one in opened]
    today = almanac.today(store, now)
    for kind in almanac.kinds(store, on=today):
        found += _planned(kind, first, last, store=store, almanac=almanac, today=today)
    return sorted(found, key=lambda due: (due.day, due.kind, due.period))


def _name(issue: Issue) -> str:
    label = issue.get_kind_display()
    return f"{label} · {issue.department}" if issue.department_id else label


def _planned(
    kind: ReportKind, first: date, last: date, *, store: Store, almanac: Almanac, today: date
) -> Iterator[Due]:
    """Periods whose report the sweep has not opened yet: the running one at most, and all to come."""
    period = Period.containing(kind.span, today)
    if Issue.objects.filter(store=store, kind=kind.code, start=period.start).exists():
        period = period.next
    while period.start <= last:
        try:
            plan = almanac.plan(store, kind, period)
        except Unanswerable:
            plan = None
        if plan is not None and first <= plan.answer.day <= last:
            yield Due(plan.answer.day, kind.label, period.key, plan.answer.provisional)
        period = period.next
