"""One save of the call screen: attempt, complaint and verification in one transaction (S08, design data flow 3–6)."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.callbacks.models import Answer, Attempt, Callback
from apps.callbacks.services import called_us, enter_earlier_call, record_attempt
from apps.complaints.models import Complaint
from apps.complaints.services import ComplaintEntry, open_from_call, settle_verification
from apps.core.refusal import Refused
from apps.desk.call.data_error import report_data_error
from apps.desk.call.forms import CallForm, checks_in
from apps.desk.call.together import joined_entry, joined_ids

# The verbs' field names to the names of the screen.
FIELDS = {
    "category": "complaint_category",
    "category_id": "complaint_category",
    "level": "complaint_level",
    "text": "complaint_text",
    "demand": "complaint_demand",
}


def save_call(
    callback: Callback, form: CallForm, *, started_at: datetime, now: datetime, by: User
) -> tuple[Attempt, Complaint | None]:
    """Save everything the screen holds, or nothing. Raises Refused with the screen's field name.

    A second click on the same page returns the first attempt and does nothing more.
    """
    complaint = None
    with transaction.atomic():
        attempt = _attempt(callback, form, started_at=started_at, now=now, by=by)
        if attempt.saved_at != now:
            return attempt, None
        joined = _save_joined(callback, form, started_at=started_at, now=now, by=by)
        if form.cleaned_data["open_complaint"] and attempt.reached:
            complained = _with_bad_answer([attempt, *joined])
            complaint = _open_complaint(complained, complained.callback, form, now=now, by=by)
        if attempt.reached and False in checks_in(form.data).values():
            complaint = report_data_error(attempt, callback, now=now, by=by) or complaint
        if callback.kind == Callback.Kind.COMPLAINT_VERIFY:
            settle_verification(callback, attempt, now=now, by=by)
    return attempt, complaint


def _attempt(callback: Callback, form: CallForm, *, started_at: datetime, now: datetime, by: User) -> Attempt:
    """A call made just now, or one that the manager enters afterwards."""
    inbound, earlier_at = called_us(callback, now=now, by=by), form.cleaned_data["earlier_at"]
    entry = form.entry(started_at=started_at, inbound=inbound and earlier_at is None)
    if earlier_at is None:
        return record_attempt(callback, entry, now=now, by=by)
    reason = form.cleaned_data["earlier_reason"]
    try:
        return enter_earlier_call(callback, entry, called_at=earlier_at, reason=reason, now=now, by=by)
    except Refused as refusal:
        refusal.field = "earlier_reason" if refusal.field == "reason" else refusal.field
        raise


def _with_bad_answer(attempts: list[Attempt]) -> Attempt:
    """The call the complaint is about: the first with a bad answer, else the call of the screen."""
    bad = set(Answer.objects.filter(attempt__in=attempts, is_bad=True).values_list("attempt", flat=True))
    return next((attempt for attempt in attempts if attempt.pk in bad), attempts[0])


def _save_joined(
    callback: Callback, form: CallForm, *, started_at: datetime, now: datetime, by: User
) -> None:
    """The other calls of the customer that the same dial finishes; none when the call was made earlier."""
    ids = [] if form.cleaned_data["earlier_at"] else joined_ids(form.data)
    if not ids:
        return []
    rows = Callback.objects.filter(pk__in=ids, customer=callback.customer_id).order_by("pk")
    entry = form.entry(started_at=started_at)
    return [record_attempt(row, joined_entry(entry, row.pk, form.data), now=now, by=by) for row in rows]


def _open_complaint(
    attempt: Attempt, callback: Callback, form: CallForm, *, now: datetime, by: User
) -> Complaint:
    data = form.cleaned_data
    entry = ComplaintEntry(
        source=Complaint.Source.CALLBACK,
        category_id=data["complaint_category"].pk,
        customer=callback.customer,
        text=data["complaint_text"],
        level=data["complaint_level"] or Complaint.Level.NORMAL,
        vehicle=callback.vehicle,
        order=callback.order,
        demand=data["complaint_demand"],
    )
    try:
        return open_from_call(attempt, entry, now=now, by=by)
    except Refused as refusal:
        refusal.field = FIELDS.get(refusal.field or "", refusal.field)
        raise
