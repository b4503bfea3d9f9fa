"""One report: paper-like sheet, the preparer's text, signatures and versions."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from apps.accounts.access import may, requires
from apps.accounts.models import User
from apps.reports import services
from apps.reports.forms import GiveForm, MoveForm, ReopenForm, ReturnForm, ReviewForm, WordsForm
from apps.reports.models import FigureRow, Issue, IssueWords
from apps.reports.services.notes import day_of
from apps.reports.views.lens import Lens
from apps.reports.views.sheet import Sheet
from apps.reports.views.story import story_of
from apps.reports.views.trend import charts_of
from apps.reports.views.voices import voices_of

RELATED = ("store", "duty__owner", "prepared_by", "reviewed_by", "submitted_by", "words")
State = Issue.State


def find_issue(request: HttpRequest, pk: int, action: str = "reports.read") -> Issue:
    """The report inside the person's scope. Raises Http404."""
    return get_object_or_404(Issue.objects.visible_to(request.user, action).select_related(*RELATED), pk=pk)


def figure_rows_of(issue: Issue) -> QuerySet[Any]:
    """The numbers the report shows: frozen once submitted, else the draft's."""
    rows = issue.frozen_figures if issue.is_frozen else issue.draft_figures
    return rows.order_by("pk").values(*FigureRow.NUMBERS)


def sheet_of(issue: Issue, lens: Lens) -> Sheet:
    rows = figure_rows_of(issue)
    return Sheet(
        rows, period=issue.period, store=issue.store, lens=lens, drill=("reports:drill", (issue.pk,))
    )


def paper_of(issue: Issue, user: User, *, now: Any) -> dict[str, Any]:
    """What page and print share."""
    lens = Lens.of(user)
    sheet = sheet_of(issue, lens)
    until = issue.submitted_at if issue.is_frozen else None
    readers = list(services.recipients(issue.store, on=day_of(issue.store, now)))
    read = {row.user_id: row for row in issue.receipts.select_related("user")}
    return {
        "issue": issue,
        "sheet": sheet,
        "charts": charts_of(sheet),
        "voices": voices_of(issue.period, issue.store, lens=lens, until=until),
        "words": getattr(issue, "words", None) or IssueWords(),
        "lens": lens,
        "has_read": [reader for reader in readers if reader.pk in read],
        "unread": [reader for reader in readers if reader.pk not in read],
        "may_read": issue.is_frozen and any(r.pk == user.pk and r.pk not in read for r in readers),
        "now": now,
    }


@requires("reports.read")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render_detail(request, find_issue(request, pk))


@requires("reports.read")
def print_view(request: HttpRequest, pk: int) -> HttpResponse:
    issue = find_issue(request, pk)
    if issue.built_at is None:
        raise Http404
    back = {"back_url": reverse("reports:detail", args=[pk])}
    return render(request, "reports/print.html", paper_of(issue, request.user, now=request.now) | back)


def render_detail(
    request: HttpRequest,
    issue: Issue,
    *,
    forms: dict[str, Any] | None = None,
    opened: str = "",
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page; `forms` replaces those with faults, `opened` names the dialog that shows one."""
    context = paper_of(issue, request.user, now=request.now) | {
        "nav": "reports",
        "forms": _forms(request, issue) | (forms or {}),
        "opened": opened,
        "stale": stale,
        "may": _rights(request.user, issue),
        "entries": story_of(issue),
        "later": services.later_facts(issue),
        "versions": Issue.objects.filter(store=issue.store, kind=issue.kind, start=issue.start).order_by(
            "number"
        ),
    }
    return render(request, "reports/detail.html", context, status=status)


def _forms(request: HttpRequest, issue: Issue) -> dict[str, Any]:
    words, version = getattr(issue, "words", None), {"version": issue.version}
    texts = {"problems": words.problems, "suggestions": words.suggestions} if words else {}
    return {
        "words": WordsForm(initial=version | texts),
        "prepare": MoveForm(initial=version),
        "review": ReviewForm(initial=version),
        "send_back": ReturnForm(initial=version),
        "submit": MoveForm(initial=version),
        "reopen": ReopenForm(),
        "give": GiveForm(issue=issue, now=request.now),
    }


def _rights(user: User, issue: Issue) -> dict[str, bool]:
    """Which steps the page offers; the verbs decide again."""
    draft, review = issue.state == State.DRAFT, issue.state == State.IN_REVIEW
    own = issue.prepared_by_id == user.pk
    signed = issue.reviewed_by_id is not None
    prepares, reviews = may(user, "reports.prepare"), may(user, "reports.review")
    required = review and services.review_required(issue.store, issue.period)
    return {
        "write": draft and prepares,
        "review": review and reviews and not own and not signed,
        "send_back": review and (reviews or (own and prepares)),
        "submit": review and may(user, "reports.submit") and (signed or not required),
        "reopen": issue.state == State.SUBMITTED and may(user, "reports.reopen"),
        "give": issue.duty.settled_at is None and reviews,
        "export": issue.built_at is not None and may(user, "reports.export"),
    }
