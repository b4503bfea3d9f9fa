"""The faces of the call screen: open, taken by a colleague, ended, queue empty; whole page or the part that changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from apps.accounts.access import may
from apps.accounts.models import User
from apps.callbacks import services
from apps.callbacks.models import Attempt, Callback, Draft
from apps.complaints.models import Complaint
from apps.complaints.services import verification_opened
from apps.core.refusal import Refused
from apps.customers import services as customers
from apps.desk.call.changes import changes_since
from apps.desk.call.forms import fresh_key
from apps.desk.call.screen import screen
from apps.desk.home.queue import next_call, open_calls

WRITABLE = (*Callback.OPEN, Callback.State.UNREACHABLE, Callback.State.WRONG_NUMBER)


@dataclass(frozen=True)
class Trouble:
    """Why a save was refused: the sentence, faults by field and the status to answer with."""

    sentence: str
    faults: Mapping[str, str]
    status: int


def opened(
    request: HttpRequest,
    callback: Callback,
    *,
    saved: Mapping[str, Any] | None = None,
    waiting: int | None = None,
) -> HttpResponse:
    """Open a call for this person; `saved` is what the toast says about the save before."""
    if not callback.is_open:
        return _ended(request, callback)
    try:
        _open(callback, request)
    except Refused as refusal:
        return _taken(request, callback, refusal, saved=saved)
    draft = services.load_draft(callback, by=request.user)
    return show(
        request, callback, typed=draft.data if draft else {}, draft=draft, saved=saved, waiting=waiting
    )


def _open(callback: Callback, request: HttpRequest) -> None:
    """Opening one's own call takes it; a manager who looks in takes it by showing the number.

    A verification is under way from its first opening.
    """
    services.refuse_held_row(getattr(callback, "held", None))
    services.refuse_taken(callback, now=request.now, by=request.user)
    if callback.duty.owner_id == request.user.pk:
        services.renew(callback, now=request.now, by=request.user)
    if callback.kind == Callback.Kind.COMPLAINT_VERIFY:
        verification_opened(callback, now=request.now, by=request.user)


def show(
    request: HttpRequest,
    callback: Callback,
    *,
    typed: Mapping[str, Any],
    draft: Draft | None,
    trouble: Trouble | None = None,
    saved: Mapping[str, Any] | None = None,
    waiting: int | None = None,
) -> HttpResponse:
    """The open call with what is typed so far; `waiting` is the length of the queue where it is known."""
    faults = trouble.faults if trouble else {}
    context = screen(callback, typed=typed, faults=faults, now=request.now, by=request.user)
    since = _moment(typed.get("opened_at", ""))
    lost = trouble is not None and trouble.status == 409
    context |= hold_context(request, callback) | {
        "draft": draft,
        "draft_version": services.version_of(draft),
        "sentence": trouble.sentence if trouble else "",
        "changes": changes_since(callback, since, now=request.now, by=request.user) if lost else [],
        "request_key": typed.get("request_key") or fresh_key(),
        "waiting": waiting if waiting is not None else open_calls(request.user).count(),
        "started_at": services.started(draft, now=request.now),
        "opened_at": request.now,
        "saved": saved,
        "kept_under": "" if typed or trouble else _rules_as_they_stand(request),
    }
    return _answer(request, "screen", context, status=trouble.status if trouble else 200, callback=callback)


def _rules_as_they_stand(request: HttpRequest) -> str:
    """The stamp under which parts of a page made from rules alone may be kept; none once this request changed one."""
    rules = request.user.rules
    return str(rules.stamp) if rules is not None and rules.untouched() else ""


def hold_context(request: HttpRequest, callback: Callback, *, lost: str = "") -> dict[str, Any]:
    """Who has the call in hand; `lost` is why this page has it no more."""
    since = _moment(request.POST.get("opened_at", ""))
    changes = changes_since(callback, since, now=request.now, by=request.user) if lost else []
    return {"callback": callback, "lost": lost, "changes": changes, "opened_at": since, "now": request.now}


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None


def _taken(
    request: HttpRequest, callback: Callback, refusal: Refused, *, saved: Mapping[str, Any] | None
) -> HttpResponse:
    """Somebody else has it, or this person's own save of it waits."""
    held = getattr(callback, "held", None)
    held = held if held is not None and held.by_id == request.user.pk else None
    other = callback.claimed_by_id not in (None, request.user.pk)
    context = {
        "callback": callback,
        "sentence": str(refusal),
        "next_pk": next_call(request.user, now=request.now, after=callback.pk),
        "may_undo": held is not None and services.can_be_undone(held, now=request.now),
        "may_take": other and may(request.user, "callbacks.reassign"),
        "saved": saved,
    }
    status = 200 if refusal.code == "stale" else refusal.status
    return _answer(request, "taken", context, status=status, callback=callback)


def _ended(request: HttpRequest, callback: Callback) -> HttpResponse:
    """What came of a call that has ended: read, not changed."""
    attempts = Attempt.objects.filter(callback=callback).select_related("outcome", "agent", "words")
    answers = attempts.prefetch_related("answers__question", "answers__option", "answers__words")
    moves = callback.moves.select_related("by", "words")
    context = {
        "nav": "callbacks",
        "callback": callback,
        "duty": callback.duty,
        "attempts": answers.order_by("-started_at"),
        "moves": [(move, services.CANCEL_CODES.get(move.code, "")) for move in moves.order_by("-at", "-pk")],
        "complaints": Complaint.objects.filter(callback=callback),
        "now": request.now,
    } | contacts_of(callback, by=request.user)
    return render(request, "desk/call/ended.html", context)


def contacts_of(callback: Callback, *, by: User) -> dict[str, Any]:
    """Recordings and messages of a call; nobody is sent to write where the customer wants no call."""
    may_write = may(by, "callbacks.call") and callback.state in WRITABLE
    return {
        "recordings": callback.recordings.exclude(path="").select_related("uploaded_by"),
        "sent": callback.messages.select_related("by", "words"),
        "may_record": may(by, "callbacks.recordings"),
        "may_write": may_write and customers.may_call(callback.customer, callback.kind, callback.vehicle),
    }


def all_done(request: HttpRequest, *, saved: Mapping[str, Any] | None) -> HttpResponse:
    """No call of the queue is left."""
    return _answer(request, "done", {"saved": saved}, url=reverse("desk:home"))


def _answer(
    request: HttpRequest,
    face: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    callback: Callback | None = None,
    url: str = "",
) -> HttpResponse:
    """A whole page, or the part that a page of the same screen exchanges (with its address)."""
    context |= {
        "nav": "callbacks",
        "face": f"desk/call/_{face}.html",
        "callback": callback,
        "now": request.now,
    }
    part = bool(request.htmx)
    template = "desk/call/part.html" if part else "desk/call/page.html"
    response = render(request, template, context, status=status)
    if part and status == 200:
        response["HX-Push-Url"] = url or reverse("desk:call", args=[callback.pk])
    return response
