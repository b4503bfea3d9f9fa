"""The steps people take with a report: each button calls its verb; a refusal stays at its place."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.access import requires
from apps.core.refusal import Refused
from apps.reports import services
from apps.reports.forms import GiveForm, MoveForm, ReopenForm, ReturnForm, ReviewForm, TaskForm, WordsForm
from apps.reports.models import Issue
from apps.reports.views.detail import find_issue, render_detail


def _take(
    request: HttpRequest,
    issue: Issue,
    name: str,
    form: Any,
    verb: Callable[[dict[str, Any]], object],
    done: str,
) -> HttpResponse:
    """Check the form, call the verb, lead back to the page; or show the page with the sentence at the field."""
    try:
        if not form.is_valid():
            raise Refused(_("Please correct the marked fields."), code="invalid")
        with transaction.atomic():
            verb(form.cleaned_data)
    except Refused as refusal:
        if not form.errors or refusal.field:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        issue = find_issue(request, issue.pk)
        stale = name == "words" and refusal.code == "stale"
        return render_detail(
            request, issue, forms={name: form}, opened=name, stale=stale, status=refusal.status
        )
    messages.success(request, done)
    return redirect("reports:detail", issue.pk)


@require_POST
@requires("reports.prepare")
def save_words(request: HttpRequest, pk: int) -> HttpResponse:
    issue = find_issue(request, pk, "reports.prepare")

    def verb(data: dict[str, Any]) -> None:
        services.save_words(issue, now=request.now, by=request.user, **data)

    form = WordsForm(request.POST, departments=services.departments_of(issue))
    return _take(request, issue, "words", form, verb, _("Text saved."))


@require_POST
@requires("reports.prepare")
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Not inside a transaction of its own: the build is one snapshot."""
    issue = find_issue(request, pk, "reports.prepare")
    services.refresh(issue, now=request.now, by=request.user)
    messages.success(request, _("Numbers counted again."))
    return redirect("reports:detail", pk)


@require_POST
@requires("reports.prepare")
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    issue = find_issue(request, pk, "reports.prepare")

    def verb(data: dict[str, Any]) -> None:
        services.prepare(issue, now=request.now, by=request.user, **data)

    return _take(
        request, issue, "prepare", MoveForm(request.POST), verb, _("Signed and handed on to review.")
    )


@require_POST
@requires("reports.review")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    issue = find_issue(request, pk, "reports.review")

    def verb(data: dict[str, Any]) -> None:
        services.review(issue, now=request.now, by=request.user, **data)

    return _take(request, issue, "review", ReviewForm(request.POST), verb, _("Reviewed."))


@require_POST
@requires("reports.read")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    issue = find_issue(request, pk)

    def verb(data: dict[str, Any]) -> None:
        services.return_to_draft(issue, now=request.now, by=request.user, **data)

    return _take(request, issue, "send_back", ReturnForm(request.POST), verb, _("Sent back to draft."))


@require_POST
@requires("reports.submit")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    issue = find_issue(request, pk, "reports.submit")

    def verb(data: dict[str, Any]) -> None:
        services.submit(issue, now=request.now, by=request.user, **data)

    return _take(
        request, issue, "submit", MoveForm(request.POST), verb, _("Submitted; the numbers are frozen.")
    )


@require_POST
@requires("reports.reopen")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    issue, made = find_issue(request, pk, "reports.reopen"), []

    def verb(data: dict[str, Any]) -> None:
        made.append(services.reopen(issue, now=request.now, by=request.user, **data))

    answer = _take(
        request, issue, "reopen", ReopenForm(request.POST), verb, _("A new version is being built.")
    )
    return redirect("reports:detail", made[0].pk) if made else answer


@require_POST
@requires("reports.review")
def give(request: HttpRequest, pk: int) -> HttpResponse:
    issue = find_issue(request, pk, "reports.review")

    def verb(data: dict[str, Any]) -> None:
        services.give_to(issue, now=request.now, by=request.user, **data)

    form = GiveForm(request.POST, issue=issue, now=request.now)
    return _take(request, issue, "give", form, verb, _("Given to another preparer."))


@require_POST
@requires("reports.task")
def raise_task(request: HttpRequest, pk: int) -> HttpResponse:
    issue = find_issue(request, pk, "reports.task")

    def verb(data: dict[str, Any]) -> None:
        services.raise_task(issue, now=request.now, by=request.user, **data)

    form = TaskForm(request.POST, store=issue.store, now=request.now)
    return _take(request, issue, "task", form, verb, _("Given to the department."))


@require_POST
@requires("reports.read")
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    services.acknowledge(find_issue(request, pk), now=request.now, by=request.user)
    messages.success(request, _("Marked as read."))
    return redirect("reports:detail", pk)
