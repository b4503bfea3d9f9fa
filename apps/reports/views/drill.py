"""The rows behind a number (ux.md, principle 7): the same question to the same tables, with the same count."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.access import requires, store_of
from apps.accounts.models import Store
from apps.core.worktime import Period
from apps.reports.figures import BY_KEY, Figure, Scope, read_part
from apps.reports.figures.values import Value
from apps.reports.services.labels import labels_for
from apps.reports.services.lens import Lens
from apps.reports.views.detail import figure_rows_of, find_issue
from apps.reports.views.entries import entry_of
from apps.reports.views.live import running_period

PER_PAGE = 50


@requires("reports.drill")
def drill(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The rows of a figure of a report; `part` narrows them, `of=base` shows what a rate is taken from."""
    issue = find_issue(request, pk, "reports.drill")
    found = figure_rows_of(issue).filter(key=key, part=request.GET.get("part", "")).first()
    back = {
        "url": reverse("reports:detail", args=[pk]),
        "label": f"{issue.get_kind_display()} {issue.period.key}",
    }
    context = {"issue": issue, "stored": found and Value.from_row(_figure(key), found), "back": back}
    return _render(request, issue.period, issue.store, _figure(key), context)


@requires("reports.drill")
def live_drill(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The rows of a figure of the running period."""
    store = store_of(request.user)
    period = running_period(kind, store, now=request.now)
    back = {
        "url": reverse("reports:live", args=[kind]),
        "label": _("Running period %(period)s") % {"period": period.key},
    }
    return _render(request, period, store, _figure(key), {"back": back})


def _figure(key: str) -> Figure:
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def rows_behind(figure: Figure, period: Period, scope: Scope, *, of: str) -> QuerySet[Any]:
    """Numerator or base rows, with what a list shows of them. Raises Http404 for a part the figure does not have."""
    if scope.part and tuple(scope.part) not in figure.shown_splits():
        raise Http404
    if of == "base":
        rows, family = figure.base_rows(period, scope), figure.base_family or figure.family
    else:
        rows, family = figure.rows(period, scope), figure.family
    if rows is None:
        raise Http404
    return rows.select_related(*family.related).order_by("-pk")


def _render(
    request: HttpRequest, period: Period, store: Store, figure: Figure, context: dict[str, Any]
) -> HttpResponse:
    issue = context.get("issue")
    scope = _scope(request, store, at=issue.built_at if issue else request.now)
    of = "base" if request.GET.get("of") == "base" else "counted"
    try:
        rows = rows_behind(figure, period, scope, of=of)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    except (ValueError, TypeError) as error:
        raise Http404 from error
    context |= {
        "nav": "reports",
        "figure": figure,
        "period": period,
        "page": page,
        "entries": [entry_of(row, reader=request.user) for row in page],
        "total": _total(figure.base_summed if of == "base" else figure.summed, rows),
        "tabs": _tabs(request, figure, period, scope, of=of, page=page) if figure.is_ratio else [],
        "part_words": _part_words(request, period, scope),
        "now": request.now,
        "differs": of == "counted" and _differs(context.get("stored"), figure, page),
    }
    return render(request, "reports/drill.html", context)


def _total(column: str | None, rows: QuerySet[Any]) -> Decimal | None:
    return (rows.aggregate(total=Sum(column))["total"] or Decimal(0)) if column else None


def _scope(request: HttpRequest, store: Store, *, at: datetime | None) -> Scope:
    part = request.GET.get("part", "")
    try:
        scope = Scope(store, read_part(part), at)
    except ValueError as error:
        raise Http404 from error
    if not Lens.of(request.user, store=store).sees(part):
        raise Http404
    return scope


def _part_words(request: HttpRequest, period: Period, scope: Scope) -> str:
    part = request.GET.get("part", "")
    if not part:
        return ""
    labels = labels_for([part], period=period, store=scope.store)
    return " · ".join(labels.of(name, value) for name, value in scope.part.items())


def _differs(stored: Value | None, figure: Figure, page: Page) -> bool:
    """Does the report say another number than the rows are now?"""
    return stored is not None and not figure.summed and stored.numerator != page.paginator.count


def _tabs(
    request: HttpRequest, figure: Figure, period: Period, scope: Scope, *, of: str, page: Page
) -> list[dict[str, Any]]:
    """Counted rows and the rows they are taken from, each with its count."""
    counts = {of: page.paginator.count}
    other = "base" if of == "counted" else "counted"
    counts[other] = rows_behind(figure, period, replace(scope), of=other).count()
    query = request.GET.copy()
    query.pop("page", None)
    tabs = []
    for value, label in (("counted", _("Counted")), ("base", _("Out of"))):
        query["of"] = value
        tabs.append(
            {"label": label, "url": f"?{query.urlencode()}", "count": counts[value], "current": value == of}
        )
    return tabs
