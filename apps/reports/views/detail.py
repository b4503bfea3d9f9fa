"""One report: paper-like sheet, the preparer's text, signatures and versions."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language

from apps.accounts.access import may, requires
from apps.accounts.models import User
from apps.reports import services
from apps.reports.figures import BY_CODE
from apps.reports.forms import GiveForm, MoveForm, ReopenForm, ReturnForm, ReviewForm, TaskForm, WordsForm
from apps.reports.models import FigureRow, Issue, IssueWords, Task
from apps.reports.services.freezing import stored_body, whose, words_by_department
from apps.reports.services.lens import Lens
from apps.reports.services.voices import stored_voices, voices_of
from apps.reports.services.wording import StoredWording, Wording
from apps.reports.views.sheet import Sheet
from apps.reports.views.story import story_of
from apps.reports.views.trend import charts_of, trend_table

RELATED = (
    "store", "department", "duty__owner", "prepared_by", "reviewed_by", "submitted_by", "words", "paper", "seal",
)  # fmt: skip
State = Issue.State


def find_issue(request: HttpRequest, pk: int, action: str = "reports.read") -> Issue:
    """The report inside the person's scope. Raises Http404."""
    return get_object_or_404(Issue.objects.visible_to(request.user, action).select_related(*RELATED), pk=pk)


def figure_rows_of(issue: Issue) -> QuerySet[Any]:
    """The numbers the report shows: frozen once submitted, else the draft's."""
    rows = issue.frozen_figures if issue.is_frozen else issue.draft_figures
    return rows.order_by("pk").values(*FigureRow.NUMBERS)


def paper_of(issue: Issue, user: User, *, now: Any) -> dict[str, Any]:
    """What page, print and workbook share. A submitted report is read from its paper, a draft from the house."""
    lens = Lens.of(user, store=issue.store).about(issue.department)
    body = stored_body(issue)
    language = get_language()
    wording = (
        StoredWording(body, language) if body else Wording(BY_CODE[issue.kind], issue.period, issue.store)
    )
    sheet = Sheet(
        figure_rows_of(issue), kind=BY_CODE[issue.kind], period=issue.period, store=issue.store, lens=lens,
        drill=("reports:drill", (issue.pk,)), wording=wording,
    )  # fmt: skip
    charts = charts_of(sheet)
    return {
        "issue": issue,
        "sheet": sheet,
        "charts": charts,
        "trends": trend_table(charts),
        "voices": stored_voices(issue, lens=lens, language=language)
        if body
        else voices_of(issue.period, issue.store, lens=lens),
        "words": IssueWords(**body["words"]) if body else getattr(issue, "words", None) or IssueWords(),
        "department_words": [row for row in words_by_department(issue) if lens.reads(row["department"])],
        "signs": signs_of(issue, body),
        "store_name": body["store"] if body else whose(issue),
        "seal": getattr(issue, "seal", None),
        "seal_state": services.seal_state(issue),
        "lens": lens,
        "now": now,
        **_readers(issue, user),
    }


def signs_of(issue: Issue, body: dict[str, Any] | None) -> dict[str, str]:
    """Who prepared, reviewed and submitted: the names that were signed with, whatever people are called today."""
    if body:
        return {name: sign[0] for name, sign in body["signs"].items()}
    people = {"prepared": issue.prepared_by, "reviewed": issue.reviewed_by, "submitted": issue.submitted_by}
    return {name: str(person) for name, person in people.items() if person is not None}


def _readers(issue: Issue, user: User) -> dict[str, Any]:
    """Whom the report went to, and who has said to have read it."""
    read = set(issue.receipts.values_list("user_id", flat=True))
    readers = [row.user for row in issue.addressed.select_related("user").order_by("user_id")]
    return {
        "has_read": [reader for reader in readers if reader.pk in read],
        "unread": [reader for reader in readers if reader.pk not in read],
        "may_read": issue.is_frozen and any(r.pk == user.pk and r.pk not in read for r in readers),
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
    rights = _rights(request.user, issue)
    context = paper_of(issue, request.user, now=request.now) | {
        "nav": "reports",
        "stuck": services.is_stuck(issue),
        "told": services.readers_of(issue, now=request.now) if rights["submit"] else [],
        "forms": _forms(request, issue) | (forms or {}),
        "opened": opened,
        "stale": stale,
        "may": rights,
        "entries": story_of(issue),
        "tasks": tasks_of(issue, request.user),
        "later": services.later_facts(issue),
        "versions": Issue.objects.filter(duty=issue.duty_id).order_by("number"),
    }
    return render(request, "reports/detail.html", context, status=status)


def _forms(request: HttpRequest, issue: Issue) -> dict[str, Any]:
    words, version = getattr(issue, "words", None), {"version": issue.version}
    texts = {"problems": words.problems, "suggestions": words.suggestions} if words else {}
    return {
        "words": WordsForm(
            initial=version | texts | _initial(issue), departments=services.departments_of(issue)
        ),
        "prepare": MoveForm(initial=version),
        "review": ReviewForm(initial=version),
        "send_back": ReturnForm(initial=version),
        "submit": MoveForm(initial=version),
        "reopen": ReopenForm(),
        "give": GiveForm(issue=issue, now=request.now),
        "task": TaskForm(store=issue.store, now=request.now),
    }


def _initial(issue: Issue) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in words_by_department(issue):
        found[f"problems_{row['department']}"] = row["problems"]
        found[f"suggestions_{row['department']}"] = row["suggestions"]
    return found


def tasks_of(issue: Issue, user: User) -> QuerySet[Task]:
    """What departments were given from any version of this report."""
    rows = Task.objects.visible_to(user).filter(issue__duty=issue.duty_id)
    return rows.select_related("duty__owner", "department", "words").order_by("pk")


def _rights(user: User, issue: Issue) -> dict[str, bool]:
    """Which steps the page offers; the verbs decide again."""
    draft, review = issue.state == State.DRAFT, issue.state == State.IN_REVIEW
    own = issue.prepared_by_id == user.pk
    signed = issue.reviewed_by_id is not None
    prepares, reviews = may(user, "reports.prepare"), may(user, "reports.review")
    required = review and services.review_required(issue.store, issue.period)
    return {
        "write": draft and prepares,
        "count": prepares and (draft or services.is_stuck(issue)),
        "review": review and reviews and not own and not signed,
        "send_back": review and (reviews or (own and prepares)),
        "submit": review and may(user, "reports.submit") and (signed or not required),
        "reopen": issue.state == State.SUBMITTED and may(user, "reports.reopen"),
        "give": issue.duty.settled_at is None and reviews,
        "task": issue.built_at is not None and may(user, "reports.task"),
        "export": issue.built_at is not None and may(user, "reports.export"),
    }
