"""What colleagues have done to a call since a page of it was opened, for people who have it open."""

from datetime import datetime

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import Callback, CallbackMove
from apps.core.wording import clock_time, moment_words
from apps.duties.models import DutyEvent

SHOWN = 5
DUTY_CHANGES = ("reschedule", "reassign")


def changes_since(callback: Callback, opened: datetime | None, *, now: datetime, by: User) -> list[str]:
    """Sentences, oldest first: who, when, what. Nothing of the person's own."""
    if opened is None:
        return []
    moves = CallbackMove.objects.filter(callback=callback, at__gt=opened).exclude(by=by)
    found = [(move.at, _move_words(move)) for move in moves.select_related("by", "words")[:SHOWN]]
    events = DutyEvent.objects.filter(duty=callback.duty_id, at__gt=opened, what__in=DUTY_CHANGES)
    rows = events.exclude(by=by).select_related("by", "new_owner")[:SHOWN]
    found += [(event.at, _event_words(event, now=now)) for event in rows]
    return [words for _at, words in sorted(found)]


def _move_words(move: CallbackMove) -> str:
    words = {"time": clock_time(move.at), "name": move.by or _("The system"), "state": move.state_label}
    if move.code == "taken_over":
        return _("%(time)s %(name)s took the call over.") % words
    reason = getattr(move, "words", None)
    if reason is None:
        return _("%(time)s %(name)s: %(state)s.") % words
    return _("%(time)s %(name)s: %(state)s (%(reason)s).") % (words | {"reason": reason.text})


def _event_words(event: DutyEvent, *, now: datetime) -> str:
    words = {"time": clock_time(event.at), "name": event.by or _("The system")}
    if event.what == "reassign":
        owner = event.new_owner or _("nobody")
        return _("%(time)s %(name)s gave the call to %(owner)s.") % (words | {"owner": owner})
    due = moment_words(event.new_due_at, now=now)
    return _("%(time)s %(name)s moved the due moment to %(due)s.") % (words | {"due": due})
