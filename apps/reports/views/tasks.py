"""Tasks from reports: what a department was given, and its answer."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.access import may, requires, store_of
from apps.core.refusal import Refused
from apps.reports import services
from apps.reports.forms import AnswerForm, NewTaskForm, WithdrawForm
from apps.reports.models import Issue, Task

RELATED = ("issue", "department", "duty__owner", "raised_by", "answered_by", "words")


def _tasks(request: HttpRequest, action: str = "reports.tasks") -> QuerySet[Task]:
    return Task.objects.visible_to(request.user, action).select_related(*RELATED)


@requires("reports.tasks")
def task_list(request: HttpRequest) -> HttpResponse:
    """What waits for an answer first, the nearest day on top; then what is done."""
    done = request.GET.get("show") == "done"
    rows = _tasks(request)
    waiting = rows.open()
    found = rows.exclude(pk__in=waiting.values("pk")).order_by("-raised_at") if done else waiting
    page = Paginator(found if done else found.order_by("duty__due_at", "pk"), 30)
    link = reverse("reports:tasks")
    tabs = [
        {"label": _("Waiting"), "url": link, "count": waiting.count(), "current": not done},
        {"label": _("Done"), "url": f"{link}?show=done", "current": done},
    ]
    context = {"nav": "reports", "now": request.now, "page": page.get_page(request.GET.get("page"))}
    context["may_give"] = may(request.user, "reports.task")
    return render(request, "reports/tasks.html", context | {"tabs": tabs})


@requires("reports.task")
def new_task(request: HttpRequest) -> HttpResponse:
    """Give a problem to a department without opening the report first; `?report=` chooses it."""
    store = store_of(request.user)
    built = Issue.objects.visible_to(request.user, "reports.task").newest().filter(built_at__isnull=False)
    issues = built.select_related("department").order_by("-end", "-start", "kind", "pk")
    given: dict[str, Any] = {"store": store, "now": request.now, "issues": issues}
    if request.method != "POST":
        return _new(request, NewTaskForm(**given, initial={"issue": request.GET.get("report")}))
    form = NewTaskForm(request.POST, **given)
    if not form.is_valid():
        return _new(request, form, status=400)
    try:
        made = services.raise_task(**form.cleaned_data, now=request.now, by=request.user)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _new(request, form, status=refusal.status)
    messages.success(request, _("Given to the department."))
    return redirect("reports:task", made.pk)


def _new(request: HttpRequest, form: NewTaskForm, *, status: int = 200) -> HttpResponse:
    context = {"nav": "reports", "now": request.now, "form": form}
    return render(request, "reports/task_new.html", context, status=status)


@requires("reports.tasks")
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task; its answer comes to the same address."""
    found = get_object_or_404(_tasks(request), pk=pk)
    if request.method != "POST":
        return _show(request, found)
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Please correct the marked fields."), code="invalid")
        services.answer_task(found, now=request.now, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, found, refusal, {"form": form})
    messages.success(request, _("Answered."))
    return redirect("reports:task", pk)


@require_POST
@requires("reports.task")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_tasks(request, "reports.task"), pk=pk)
    form = WithdrawForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Please correct the marked fields."), code="invalid")
        services.withdraw_task(found, now=request.now, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, found, refusal, {"withdraw": form})
    messages.success(request, _("Taken back."))
    return redirect("reports:task", pk)


def _refused(request: HttpRequest, found: Task, refusal: Refused, forms: dict[str, Any]) -> HttpResponse:
    (form,) = forms.values()
    if not form.errors:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    fresh = get_object_or_404(_tasks(request), pk=found.pk)
    return _show(request, fresh, forms, status=refusal.status)


def _show(
    request: HttpRequest, found: Task, forms: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    reader = request.user
    waits = found.is_open
    answers = waits and services.may_answer(found, by=reader, now=request.now)
    in_sight = Issue.objects.visible_to(reader).filter(pk=found.issue_id).exists()
    context = {
        "nav": "reports",
        "now": request.now,
        "task": found,
        "form": AnswerForm() if answers else None,
        "withdraw": WithdrawForm() if waits and may(reader, "reports.task") else None,
        "report_url": reverse("reports:detail", args=[found.issue_id]) if in_sight else "",
    }
    return render(request, "reports/task.html", context | (forms or {}), status=status)
