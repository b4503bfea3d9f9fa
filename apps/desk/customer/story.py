"""What happened with a customer, newest first: documents, calls, complaints, corrections, numbers looked at, marks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from itertools import chain
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from apps.accounts.access import may
from apps.accounts.models import User
from apps.callbacks.models import Attempt, Callback, Correction
from apps.complaints.models import Complaint, ComplaintMove
from apps.customers.models import Customer, OrderMove, Reveal
from apps.customers.services import PURPOSES
from apps.desk.customer.edits import edits
from apps.desk.customer.links import url_of
from apps.desk.customer.marked import MARKS, Entry
from apps.desk.customer.marked import name_of as _name

EACH = 30
SHOWN = 60


def story_of(customer: Customer, *, reader: User) -> list[Entry]:
    """At most SHOWN entries; one query for each kind of thing that happens.

    What was said in calls and complaints is for those who may open them; to others a call is its outcome.
    """
    parts = [_documents, _moves, _corrections, _reveals, edits, *MARKS]
    parts.append(_attempts if may(reader, "callbacks.list") else _bare_attempts)
    if may(reader, "complaints.board"):
        parts += [_complaints, _complaint_moves]
    entries = chain.from_iterable(part(customer) for part in parts)
    return sorted(entries, key=attrgetter("at"), reverse=True)[:SHOWN]


def _documents(customer: Customer) -> Iterator[Entry]:
    zone = ZoneInfo(customer.store.tz)
    for order in customer.orders.exclude(state="undone").order_by("-document_day", "-pk")[:EACH]:
        yield Entry(
            datetime.combine(order.document_day, time(), zone),
            f"{order.get_kind_display()} {order.number}",
            by=order.served_by_name,
            url=url_of("callbacks:order", order.pk),
            note=order.repair_type,
            day=order.document_day,
        )


def _moves(customer: Customer) -> Iterator[Entry]:
    words = {
        "entered": _("%(number)s entered by hand"),
        "corrected": _("%(number)s corrected"),
        "voided": _("%(number)s voided"),
        "undone": _("Import of %(number)s undone"),
    }
    moves = OrderMove.objects.filter(order__customer=customer).select_related("order", "by")
    for move in moves.order_by("-at")[:EACH]:
        text = words.get(move.what, "%(number)s") % {"number": move.order.number}
        note = f"{move.old_day} → {move.new_day}" if move.old_day and move.new_day != move.old_day else ""
        yield Entry(move.at, text, by=_name(move.by), note=note if move.new_day else "")


def _attempts(customer: Customer) -> Iterator[Entry]:
    attempts = Attempt.objects.filter(callback__customer=customer).select_related(
        "callback", "outcome", "agent", "words"
    )
    for attempt in attempts.order_by("-started_at")[:EACH]:
        kind = Callback.Kind(attempt.callback.kind).label
        words = getattr(attempt, "words", None)
        note = " ".join(filter(None, (words.problem, words.suggestion, words.note))) if words else ""
        yield Entry(
            attempt.started_at,
            _("%(kind)s: %(outcome)s") % {"kind": kind, "outcome": attempt.outcome},
            by=_name(attempt.agent),
            url=url_of("desk:call", attempt.callback_id),
            note=note,
        )


def _bare_attempts(customer: Customer) -> Iterator[Entry]:
    return (replace(entry, note="", url="") for entry in _attempts(customer))


def _complaints(customer: Customer) -> Iterator[Entry]:
    rows = Complaint.objects.filter(customer=customer).select_related("recorded_by", "category", "words")
    for complaint in rows.order_by("-recorded_at")[:EACH]:
        words = getattr(complaint, "words", None)
        yield Entry(
            complaint.recorded_at,
            _("Complaint %(number)s: %(category)s")
            % {"number": complaint.number, "category": complaint.category},
            by=_name(complaint.recorded_by),
            url=url_of("complaints:detail", complaint.pk),
            note=words.text if words else "",
        )


def _complaint_moves(customer: Customer) -> Iterator[Entry]:
    moves = (
        ComplaintMove.objects.filter(complaint__customer=customer)
        .exclude(old="")
        .select_related("complaint", "by")
    )
    states = dict(Complaint.State.choices)
    for move in moves.order_by("-at")[:EACH]:
        if move.old != move.new:
            yield Entry(
                move.at,
                _("Complaint %(number)s: %(state)s")
                % {"number": move.complaint.number, "state": states.get(move.new, move.new)},
                by=_name(move.by),
                url=url_of("complaints:detail", move.complaint_id),
            )


def _corrections(customer: Customer) -> Iterator[Entry]:
    rows = Correction.objects.filter(callback__customer=customer).select_related("found_by")
    for item in rows.order_by("-found_at")[:EACH]:
        yield Entry(
            item.found_at,
            _("Found wrong on the phone: %(field)s (%(state)s)")
            % {"field": field_words(item.field), "state": item.get_state_display()},
            by=_name(item.found_by),
        )


def field_words(field: str) -> str:
    """The detail a correction is about, in words."""
    words = {"phone": _("Phone"), "name": _("Name"), "vin": "VIN", "plate": _("Plate")}
    return words.get(field, field)


def _reveals(customer: Customer) -> Iterator[Entry]:
    rows = Reveal.objects.filter(phone__customer=customer).select_related("by", "phone")
    for reveal in rows.order_by("-at")[:EACH]:
        yield Entry(
            reveal.at,
            _("Number looked at: %(phone)s") % {"phone": reveal.phone},
            by=_name(reveal.by),
            note=str(PURPOSES.get(reveal.code, "")),
        )
