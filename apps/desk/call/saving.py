"""Save the call on the screen and open the next one, in one answer."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.callbacks import services
from apps.callbacks.models import Attempt, Callback
from apps.complaints.models import Complaint
from apps.core.refusal import Refused
from apps.core.remembering import remembering
from apps.desk.call import pages
from apps.desk.call.forms import CallForm, kept_of
from apps.desk.call.recording import record
from apps.desk.call.save import save_call
from apps.desk.call.screen import callback_of
from apps.desk.call.together import joined_entry, joined_ids
from apps.desk.home.queue import next_turn


def save_and_go_on(request: HttpRequest, callback: Callback) -> HttpResponse:
    """Whatever is refused keeps every word on the page."""
    form = CallForm(request.POST, store=callback.store)
    if not form.is_valid():
        faults = {name: errors[0] for name, errors in form.errors.items()}
        return _again(request, callback, pages.Trouble(next(iter(faults.values())), faults, 400))
    with remembering(request.user.rules):
        try:
            saved = _save(request, callback, form)
        except Refused as refusal:
            faults = {refusal.field: str(refusal)} if refusal.field else {}
            return _again(request, callback, pages.Trouble(str(refusal), faults, refusal.status))
        return go_on(request, after=callback.pk, saved=saved)


def _save(request: HttpRequest, callback: Callback, form: CallForm) -> dict[str, Any]:
    """Hold the save, or record it at once where nothing may be taken back. Returns what the toast says."""
    services.refuse_given_away(callback, by=request.user)
    started_at = services.still_under_way(callback.dial_started, now=request.now) or request.now
    if form.cleaned_data["earlier_at"] is not None:
        return _said(*save_call(callback, form, started_at=started_at, now=request.now, by=request.user))
    entry = form.entry(started_at=started_at, inbound=services.is_fresh(callback.called_at, now=request.now))
    joined = _joined(request, entry)
    data = kept_of(request.POST)
    held = services.hold(callback, entry, data=data, joined=joined, now=request.now, by=request.user)
    if held is None:
        rows = Attempt.objects.select_related("outcome", "callback__duty")
        return _said(rows.get(request_key=entry.request_key), None)
    if services.can_be_undone(held, now=request.now):
        return _held_words(callback, form)
    try:
        return _said(*record(held))
    except Refused:
        services.give_back(held, now=request.now)
        raise


def _joined(
    request: HttpRequest, entry: services.AttemptEntry
) -> list[tuple[Callback, services.AttemptEntry]]:
    """The other calls ticked on the page, each with its own entry."""
    ids = joined_ids(request.POST)
    rows = Callback.objects.visible_to(request.user).filter(pk__in=ids) if ids else []
    return [(other, joined_entry(entry, other.pk, request.POST)) for other in rows]


def _said(attempt: Attempt, complaint: Complaint | None) -> dict[str, Any]:
    words = {"number": attempt.callback.duty.title, "outcome": attempt.outcome}
    if complaint is None:
        return {"text": _("Saved: %(number)s, %(outcome)s.") % words, "undo": None}
    words["complaint"] = complaint.number
    text = _("Saved: %(number)s, %(outcome)s. Complaint %(complaint)s opened.") % words
    return {"text": text, "undo": None}


def _held_words(callback: Callback, form: CallForm) -> dict[str, Any]:
    outcome = services.outcome_named(form.cleaned_data["outcome"])
    text = _("Saved: %(name)s, %(outcome)s.") % {"name": callback.customer.name, "outcome": outcome}
    seconds = settings.UNDO_SECONDS
    return {"text": text, "undo": callback.pk, "seconds": seconds, "ring": seconds + 1}


def go_on(
    request: HttpRequest, *, after: int | None = None, saved: dict[str, Any] | None = None
) -> HttpResponse:
    """To the call that comes next; `saved` is what is said of the save that led here."""
    following, waiting = next_turn(request.user, now=request.now, after=after)
    if not request.htmx:
        if saved is not None:
            messages.success(request, saved["text"])
        return redirect("desk:call", following) if following else redirect("desk:home")
    if following is None:
        return pages.all_done(request, saved=saved)
    return pages.opened(request, callback_of(following, by=request.user), saved=saved, waiting=waiting)


def _again(request: HttpRequest, callback: Callback, trouble: pages.Trouble) -> HttpResponse:
    draft = services.load_draft(callback, by=request.user)
    return pages.show(request, callback, typed=request.POST.dict(), draft=draft, trouble=trouble)
