"""Open a call, show the number, keep the draft, save the outcome and go on to the next."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.access import requires
from apps.callbacks import services
from apps.callbacks.models import Attempt, Callback, Draft
from apps.complaints.models import Complaint
from apps.complaints.services import verification_opened
from apps.core.refusal import Refused
from apps.core.wording import clock_time
from apps.customers import services as customers
from apps.customers.models import Phone
from apps.desk.call.forms import CallForm, fresh_key, kept_of
from apps.desk.call.save import save_call
from apps.desk.call.screen import callback_of, screen
from apps.desk.home.queue import next_call, open_calls


@requires("callbacks.call")
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, pk: int) -> HttpResponse:
    callback = get_object_or_404(callback_of(pk, by=request.user))
    if request.method == "POST":
        return _save(request, callback)
    if not callback.is_open:
        return _ended(request, callback)
    try:
        _open(callback, request)
    except Refused as refusal:
        return _taken(request, callback, refusal)
    draft = services.load_draft(callback, by=request.user)
    return _page(request, callback, typed=draft.data if draft else {}, draft=draft)


def _open(callback: Callback, request: HttpRequest) -> None:
    """Opening one's own call takes it; a manager who looks in takes it by showing the number.

    A verification is under way from its first opening.
    """
    services.refuse_taken(callback, now=request.now, by=request.user)
    if callback.duty.owner_id == request.user.pk:
        services.claim(callback, now=request.now, by=request.user)
    if callback.kind == Callback.Kind.COMPLAINT_VERIFY:
        verification_opened(callback, now=request.now, by=request.user)


def _page(
    request: HttpRequest,
    callback: Callback,
    *,
    typed: Mapping[str, Any],
    draft: Draft | None,
    faults: Mapping[str, str] | None = None,
    sentence: str = "",
    status: int = 200,
    request_key: str = "",
) -> HttpResponse:
    context = screen(callback, typed=typed, faults=faults or {}, now=request.now, by=request.user)
    context |= {
        "nav": "callbacks",
        "draft": draft,
        "draft_version": services.version_of(draft),
        "sentence": sentence,
        "request_key": request_key or fresh_key(),
        "waiting": open_calls(request.user).count(),
        "started_at": services.started(draft, now=request.now),
    }
    return render(request, "desk/call/page.html", context, status=status)


def _ended(request: HttpRequest, callback: Callback) -> HttpResponse:
    """What came of a call that has ended: read, not changed."""
    attempts = Attempt.objects.filter(callback=callback).select_related("outcome", "agent", "words")
    answers = attempts.prefetch_related("answers__question", "answers__option", "answers__words")
    context = {
        "nav": "callbacks",
        "callback": callback,
        "duty": callback.duty,
        "attempts": answers.order_by("-started_at"),
        "moves": callback.moves.select_related("by", "words").order_by("-at", "-pk"),
        "complaints": Complaint.objects.filter(callback=callback),
        "now": request.now,
    }
    return render(request, "desk/call/ended.html", context)


def _taken(request: HttpRequest, callback: Callback, refusal: Refused) -> HttpResponse:
    next_pk = next_call(request.user, now=request.now, after=callback.pk)
    context = {"nav": "callbacks", "callback": callback, "sentence": str(refusal), "next_pk": next_pk}
    return render(
        request, "desk/call/taken.html", context, status=200 if refusal.code == "stale" else refusal.status
    )


def _save(request: HttpRequest, callback: Callback) -> HttpResponse:
    """Save and open the next call; whatever is refused keeps every word on the page."""
    form = CallForm(request.POST, store=callback.store)
    draft = services.load_draft(callback, by=request.user)
    if not form.is_valid():
        faults = {name: errors[0] for name, errors in form.errors.items()}
        return _again(
            request, callback, draft, faults=faults, sentence=next(iter(faults.values())), status=400
        )
    started_at = services.started(draft, now=request.now) or request.now
    try:
        attempt, complaint = save_call(
            callback, form, started_at=started_at, now=request.now, by=request.user
        )
    except Refused as refusal:
        faults = {refusal.field: str(refusal)} if refusal.field else {}
        return _again(request, callback, draft, faults=faults, sentence=str(refusal), status=refusal.status)
    _praise(request, attempt, complaint)
    following = next_call(request.user, now=request.now, after=callback.pk)
    return redirect("desk:call", following) if following else redirect("desk:home")


def _again(
    request: HttpRequest,
    callback: Callback,
    draft: Draft | None,
    *,
    faults: Mapping[str, str],
    sentence: str,
    status: int,
) -> HttpResponse:
    key = request.POST.get("request_key", "")
    return _page(
        request, callback, typed=request.POST.dict(), draft=draft, faults=faults, sentence=sentence,
        status=status, request_key=key,
    )  # fmt: skip


def _praise(request: HttpRequest, attempt: Attempt, complaint: Complaint | None) -> None:
    words = {"number": attempt.callback.duty.title, "outcome": attempt.outcome}
    if complaint is None:
        messages.success(request, _("Saved: %(number)s, %(outcome)s.") % words)
    else:
        words["complaint"] = complaint.number
        messages.success(
            request, _("Saved: %(number)s, %(outcome)s. Complaint %(complaint)s opened.") % words
        )


@requires("callbacks.call")
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the number: logged, and the start of the attempt by the server's clock."""
    callback = get_object_or_404(callback_of(pk, by=request.user))
    phone = _phone(request, callback)
    services.claim(callback, now=request.now, by=request.user)
    number = customers.reveal(phone, code="call", object_id=callback.pk, now=request.now, by=request.user)
    started_at = services.start_dial(callback, now=request.now, by=request.user)
    context = {"number": number, "phone": phone, "started_at": started_at}
    return render(request, "desk/call/_dial.html", context)


def _phone(request: HttpRequest, callback: Callback) -> Phone:
    chosen = request.POST.get("dial", "")
    if not (chosen.isascii() and chosen.isdigit()):
        raise Http404
    return get_object_or_404(
        Phone.objects.select_related("customer"), pk=chosen, customer=callback.customer_id
    )


@requires("callbacks.call")
@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed; the answer is a sentence, a newer draft of the same person is 409."""
    callback = get_object_or_404(callback_of(pk, by=request.user))
    seen = request.POST.get("draft_version", "")
    try:
        services.claim(callback, now=request.now, by=request.user)
        kept = services.save_draft(
            callback, kept_of(request.POST), seen=seen, now=request.now, by=request.user
        )
    except Refused as refusal:
        return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")
    sentence = _("Draft saved %(time)s") % {"time": clock_time(kept.saved_at)}
    answer = HttpResponse(sentence, content_type="text/plain; charset=utf-8")
    answer["X-Draft-Version"] = services.version_of(kept)
    return answer


@requires("callbacks.call")
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the call back in the queue; the draft stays."""
    callback = get_object_or_404(callback_of(pk, by=request.user))
    services.release(callback, now=request.now, by=request.user)
    services.end_dial(callback, by=request.user)
    return redirect("desk:home")
