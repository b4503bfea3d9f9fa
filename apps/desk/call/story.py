"""What happened with this customer before: tries, complaints, and what counts towards R06."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.callbacks.models import Attempt, Callback, Outcome
from apps.complaints.models import Complaint
from apps.core.prepared import prepared

LAST = 6
READ = 60


def tries_of(callback: Callback) -> list[Attempt]:
    """The customer's newest tries of all calls, newest first."""
    return _tries(customer=callback.customer_id)


@prepared
def _tries(customer: int) -> Any:
    rows = Attempt.objects.filter(callback__customer=customer)
    return rows.select_related("outcome", "agent", "words").order_by("-started_at")[:READ]


@prepared
def _complaints(customer: int) -> Any:
    rows = Complaint.objects.filter(customer=customer)
    return rows.select_related("category").order_by("-recorded_at")[:LAST]


def unanswered(tries: list[Attempt], callback: Callback) -> list[datetime]:
    """Starts of the tries of this call that R06 may count."""
    return [
        one.started_at
        for one in tries
        if one.callback_id == callback.pk
        and one.outcome.effect == Outcome.Effect.RETRY
        and not one.entered_later
    ]


def story(tries: list[Attempt], callback: Callback) -> list[dict[str, Any]]:
    """Calls and complaints of the customer, newest first."""
    entries = [
        {"text": str(one.outcome), "at": one.started_at, "by": str(one.agent), "note": _note(one)}
        for one in tries[:LAST]
    ]
    entries += [
        {
            "text": _("Complaint %(number)s · %(category)s")
            % {"number": one.number, "category": one.category},
            "at": one.recorded_at,
            "by": one.get_state_display(),
            "url": reverse("complaints:detail", args=[one.pk]),
        }
        for one in _complaints(customer=callback.customer_id)
    ]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)[:LAST]


def _note(attempt: Attempt) -> str:
    words = getattr(attempt, "words", None)
    return (words.note or words.problem) if words else ""
