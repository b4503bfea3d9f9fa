"""Questionnaires: versions of each kind, a draft written question by question, shown as the call screen shows it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.access import requires, store_of
from apps.accounts.services import today_in
from apps.callbacks import services
from apps.callbacks.models import Callback, Question, QuestionSet
from apps.complaints.models import Category, Complaint
from apps.core.refusal import Refused
from apps.desk.call.asking import asks
from apps.desk.settings.questionnaire_forms import NamesForm, QuestionForm, ReleaseForm

FULL = "questions__options"


@requires("settings.questionnaires")
@require_GET
def questionnaires(request: HttpRequest) -> HttpResponse:
    """Every version of every kind, the one in force today marked."""
    today = today_in(store_of(request.user), request.now)
    found: dict[str, list[QuestionSet]] = {kind: [] for kind in Callback.Kind.values}
    for one in QuestionSet.objects.prefetch_related("questions"):
        found[one.kind].append(one)
    kinds = [
        {"value": kind, "label": Callback.Kind(kind).label, "sets": sets, "current": _current(sets, today)}
        for kind, sets in found.items()
    ]
    context = {"kinds": kinds, "today": today, "nav": "settings"}
    return render(request, "desk/settings/questionnaires.html", context)


def _current(sets: list[QuestionSet], today: Any) -> QuestionSet | None:
    begun = [one for one in sets if one.effective_from and one.effective_from <= today]
    return max(begun, key=lambda one: (one.effective_from, one.version), default=None)


def _set(pk: int) -> QuestionSet:
    return get_object_or_404(QuestionSet.objects.prefetch_related(FULL), pk=pk)


@requires("settings.questionnaires")
@require_POST
def questionnaire_start(request: HttpRequest) -> HttpResponse:
    """A new draft: a copy of the version named, else of the newest of its kind."""
    pk = request.POST.get("source", "")
    source = get_object_or_404(QuestionSet, pk=pk) if pk.isascii() and pk.isdigit() and len(pk) < 10 else None
    kind = source.kind if source else request.POST.get("kind", "")
    try:
        draft = services.start_draft(kind, by=request.user, source=source)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:questionnaires")
    return redirect("desk:questionnaire", draft.pk)


@requires("settings.questionnaires")
@require_http_methods(["GET", "POST"])
def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """One version with its preview; a POST says in `step` what is done with it."""
    found = _set(pk)
    if request.method == "GET":
        return _page(request, found)
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        return _page(request, found, sentence=_("Please choose what to do."), status=400)
    return step(request, found)


def _page(
    request: HttpRequest, found: QuestionSet, *, sentence: str = "", status: int = 200, **faulty: Any
) -> HttpResponse:
    today = today_in(store_of(request.user), request.now)
    context = {
        "nav": "settings",
        "set": found,
        "questions": found.questions.all(),
        "names": NamesForm(instance=found),
        "release": ReleaseForm(initial={"effective_from": today}),
        "sentence": sentence,
        **preview_of(found),
        **faulty,
    }
    return render(request, "desk/settings/questionnaire.html", context, status=status)


def preview_of(found: QuestionSet) -> dict[str, Any]:
    """What the call screen needs to show these questions."""
    return {
        "callback": Callback(kind=found.kind),
        "question_set": found,
        "asks": asks(found, {}, {}),
        "categories": Category.objects.filter(retired_on__isnull=True),
        "levels": Complaint.Level.choices,
        "typed": {},
        "faults": {},
    }


def _done(
    request: HttpRequest,
    found: QuestionSet,
    verb: Callable[[], object],
    *,
    form: forms.Form | None = None,
    name: str = "",
    said: str = "",
) -> HttpResponse:
    """Do it and come back to the page; a refusal stands at its field, or on top."""
    if form is not None and not form.is_valid():
        return _page(request, found, status=400, **{name: form})
    try:
        verb()
    except Refused as refusal:
        if form is None or refusal.field not in form.fields:
            return _page(request, found, sentence=str(refusal), status=refusal.status)
        form.add_error(refusal.field, str(refusal))
        return _page(request, found, status=refusal.status, **{name: form})
    if said:
        messages.success(request, said)
    there = QuestionSet.objects.filter(pk=found.pk).exists()
    return redirect("desk:questionnaire", found.pk) if there else redirect("desk:questionnaires")


def _rename(request: HttpRequest, found: QuestionSet) -> HttpResponse:
    form = NamesForm(request.POST, instance=found)
    seen = revision_in(request)
    return _done(
        request,
        found,
        lambda: services.rename_draft(found, **form.cleaned_data, revision=seen, by=request.user),
        form=form,
        name="names",
        said=_("Saved."),
    )


def _release(request: HttpRequest, found: QuestionSet) -> HttpResponse:
    form = ReleaseForm(request.POST)
    today = today_in(store_of(request.user), request.now)
    seen = revision_in(request)
    return _done(
        request,
        found,
        lambda: services.release_draft(
            found, **form.cleaned_data, today=today, revision=seen, by=request.user
        ),
        form=form,
        name="release",
        said=_("The version is in force from its first day."),
    )


def _recall(request: HttpRequest, found: QuestionSet) -> HttpResponse:
    return _done(request, found, lambda: services.recall(found, by=request.user))


def _drop(request: HttpRequest, found: QuestionSet) -> HttpResponse:
    return _done(request, found, lambda: services.drop_draft(found, by=request.user))


STEPS: dict[str, Callable[[HttpRequest, QuestionSet], HttpResponse]] = {
    "rename": _rename,
    "release": _release,
    "recall": _recall,
    "drop": _drop,
}


def revision_in(request: HttpRequest) -> int:
    """The state of the draft the page was opened with."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@requires("settings.questionnaires")
@require_http_methods(["GET", "POST"])
def question_new(request: HttpRequest, pk: int) -> HttpResponse:
    found = _set(pk)
    return _write(request, found, None)


@requires("settings.questionnaires")
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Question.objects.select_related("question_set").prefetch_related("options")
    one = get_object_or_404(rows, pk=pk)
    return _write(request, one.question_set, one)


def _write(request: HttpRequest, found: QuestionSet, one: Question | None) -> HttpResponse:
    """The form of a question; what is refused keeps every word."""
    entry = services.entry_of(one) if one else None
    form = QuestionForm(request.POST or None, entry=entry)
    status = 200
    if form.is_valid():
        try:
            services.put_question(
                found, form.entry(), revision=revision_in(request), by=request.user, question=one
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            status = refusal.status
        else:
            return redirect("desk:questionnaire", found.pk)
    context = {
        "nav": "settings",
        "set": found,
        "question": one,
        "form": form,
        "revision": request.POST.get("revision", found.revision),
    }
    return render(
        request,
        "desk/settings/question.html",
        context,
        status=400 if form.errors and status == 200 else status,
    )


@requires("settings.questionnaires")
@require_POST
def question_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a question of a draft up or down, or take it out."""
    one = get_object_or_404(Question.objects.select_related("question_set"), pk=pk)
    found, step, seen = _set(one.question_set_id), request.POST.get("step", ""), revision_in(request)
    if step == "drop":
        return _done(request, found, lambda: services.drop_question(one, revision=seen, by=request.user))
    if step not in ("up", "down"):
        return _page(request, found, sentence=_("Please choose what to do."), status=400)
    return _done(
        request,
        found,
        lambda: services.move_question(one, up=step == "up", revision=seen, by=request.user),
    )
