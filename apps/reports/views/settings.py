"""The manager's page of reports: which kinds are made, and the targets beside the figures (S27, S40)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from apps.accounts.access import requires, store_of
from apps.accounts.models import Store
from apps.core.refusal import Refused
from apps.reports import services
from apps.reports.figures import FIGURES, KINDS, Figure, ReportKind
from apps.reports.forms import KindsForm, TargetForm
from apps.reports.models import SatisfactionScore
from apps.reports.services.choosing import DAY_SHEET
from apps.reports.services.notes import day_of
from apps.rulebook.models import PolicyValue
from apps.rulebook.policy import KEYS, InForce, PolicyBook


@dataclass(frozen=True)
class Choice:
    kind: ReportKind
    is_on: bool

    @property
    def period(self) -> str:
        return str(span_words()[self.kind.span])

    @property
    def due(self) -> str:
        return due_words()[self.kind.rule]


@dataclass(frozen=True)
class Target:
    figures: tuple[Figure, ...]
    key: str
    found: InForce
    to_come: tuple[PolicyValue, ...]

    @property
    def label(self) -> str:
        return _label(self.key)

    @property
    def text(self) -> str:
        if self.found.value is None:
            return "–"
        if not self.figures:
            return f"≥ {self.found.value}"
        return f"{'≤' if self.figures[0].at_most else '≥'} {self.found.value}%"

    @property
    def phrase(self) -> str:
        return KEYS[self.key].phrase


@requires("reports.settings")
def settings_page(request: HttpRequest) -> HttpResponse:
    return _render(request)


@require_POST
@requires("reports.settings")
def choose_kinds(request: HttpRequest) -> HttpResponse:
    form, store = KindsForm(request.POST), store_of(request.user)
    if not form.is_valid():
        return _render(request, kinds_form=form)
    try:
        opened = services.choose_kinds(
            form.cleaned_data["kinds"],
            store=store,
            reason=form.cleaned_data["reason"],
            now=request.now,
            by=request.user,
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _render(request, kinds_form=form)
    told = ngettext("Saved. %(count)s report was opened.", "Saved. %(count)s reports were opened.", opened)
    messages.success(request, told % {"count": opened})
    return redirect("reports:settings")


@require_POST
@requires("reports.settings")
def set_target(request: HttpRequest) -> HttpResponse:
    form = TargetForm(request.POST, labels=_labels())
    if not form.is_valid():
        return _render(request, target_form=form)
    try:
        services.set_target(
            **form.cleaned_data, store=store_of(request.user), now=request.now, by=request.user
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _render(request, target_form=form)
    messages.success(request, _("Saved. Reports of periods that end from that day on show the new target."))
    return redirect("reports:settings")


def _render(
    request: HttpRequest, *, kinds_form: KindsForm | None = None, target_form: TargetForm | None = None
) -> HttpResponse:
    store = store_of(request.user)
    today = day_of(store, request.now)
    book = PolicyBook(store, keys=("report.kinds", "report.day_sheets", *services.TARGETS))
    made = kinds_form.data.getlist("kinds") if kinds_form else book.value("report.kinds", on=today)
    faulty = any(form is not None and form.errors for form in (kinds_form, target_form))
    context = {
        "nav": "reports",
        "now": request.now,
        "choices": [Choice(kind, kind.code.value in made) for kind in KINDS],
        "day_sheets": DAY_SHEET in kinds_form.data.getlist("kinds")
        if kinds_form
        else book.value("report.day_sheets", on=today),
        "targets": _targets(store, book, today=today),
        "kinds_form": kinds_form or KindsForm(initial={"kinds": made}),
        "target_form": target_form or TargetForm(labels=_labels(), initial={"effective_from": today}),
        "since": book.in_force("report.kinds", on=today).since,
    }
    return render(request, "reports/settings.html", context, status=400 if faulty else 200)


def _targets(store: Store, book: PolicyBook, *, today: date) -> list[Target]:
    coming: dict[str, list[PolicyValue]] = {}
    for row in PolicyValue.objects.filter(
        store=store, key__in=services.TARGETS, effective_from__gt=today
    ).order_by("effective_from", "pk"):
        coming.setdefault(row.key, []).append(row)
    return [
        Target(_figures(key), key, book.in_force(key, on=today), tuple(coming.get(key, ())))
        for key in services.TARGETS
    ]


def _figures(key: str) -> tuple[Figure, ...]:
    return tuple(figure for figure in FIGURES if figure.target == key)


def _labels() -> dict[str, str]:
    return {key: _label(key) for key in services.TARGETS}


def _label(key: str) -> str:
    """The figures a target belongs to, or the score of the brand."""
    names = [str(figure.label) for figure in _figures(key)]
    return " · ".join(names) or str(SatisfactionScore.Indicator(key.removeprefix("target.")).label)


def span_words() -> dict[str, Any]:
    return {
        "week": _("Week, Monday to Sunday"),
        "xun": _("1st–10th, 11th–20th, 21st to the end"),
        "half": _("1st–15th, 16th to the end"),
        "month": _("Calendar month"),
        "quarter": _("Quarter"),
    }


def due_words() -> dict[str, str]:
    """Each due rule in a few words; numbers may be set otherwise among the rules."""
    return {
        "R20": _("Monday of the next week"),
        "R21": _("second working day of the next ten days"),
        "R22": _("fifth working day of the next month"),
        "R50": _("Friday of the week"),
        "R51": _("last working day of the quarter"),
        "R53": _("30th of the month"),
        "R54": _("5th of the next month"),
        "R55": _("Monday of the next week"),
        "R56": _("second working day after it"),
    }
