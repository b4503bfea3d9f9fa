"""The part of a customer's story that people note themselves: flags, wishes, consents, checks, merges, copies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.customers.models import Consent, Customer, DataCheck, DataCopy, Flag, Merge, Note, OptOut

EACH = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story; `day` is set where no time of day is known."""

    at: datetime
    text: str
    by: str = ""
    url: str = ""
    note: str = ""
    day: date | None = None


def name_of(user: object) -> str:
    return str(user) if user else ""


def flags(customer: Customer) -> Iterator[Entry]:
    rows = Flag.objects.filter(customer=customer).select_related("set_by", "reviewed_by", "ended_by")
    for flag in rows.order_by("-set_at")[:EACH]:
        words = {"flag": flag.get_kind_display()}
        yield Entry(flag.set_at, _("Flag set: %(flag)s") % words, by=name_of(flag.set_by), note=flag.reason)
        if flag.reviewed_at:
            text = _("Flag reviewed: %(flag)s") % words
            yield Entry(flag.reviewed_at, text, by=name_of(flag.reviewed_by), note=flag.measure)
        if flag.ended_at:
            text = _("Flag ended: %(flag)s") % words
            yield Entry(flag.ended_at, text, by=name_of(flag.ended_by), note=flag.ended_reason)


def opt_outs(customer: Customer) -> Iterator[Entry]:
    rows = OptOut.objects.filter(customer=customer).select_related("recorded_by", "withdrawn_by")
    for row in rows[:EACH]:
        words = {"kind": row.get_kind_display()}
        yield Entry(
            row.recorded_at,
            _("Not to be called: %(kind)s") % words,
            by=name_of(row.recorded_by),
            note=row.reason,
        )
        if row.withdrawn_at:
            text, by = _("May be called again: %(kind)s") % words, name_of(row.withdrawn_by)
            yield Entry(row.withdrawn_at, text, by=by, note=row.withdrawn_reason)


def consents(customer: Customer) -> Iterator[Entry]:
    for row in Consent.objects.filter(customer=customer).select_related("recorded_by")[:EACH]:
        text = _("Consent given: %(matter)s") if row.given else _("Consent withdrawn: %(matter)s")
        note = f"{row.get_channel_display()}·{row.evidence}"
        yield Entry(
            row.at, text % {"matter": row.get_matter_display()}, by=name_of(row.recorded_by), note=note
        )


def notes(customer: Customer) -> Iterator[Entry]:
    for row in Note.objects.filter(customer=customer).select_related("by")[:EACH]:
        yield Entry(row.at, _("Note"), by=name_of(row.by), note=row.text)


def data_checks(customer: Customer) -> Iterator[Entry]:
    rows = DataCheck.objects.filter(order__customer=customer).select_related("by", "order")
    for row in rows.order_by("-at")[:EACH]:
        text = f"{row.get_step_display()} {row.order.number}"
        wrong = _("wrong: %(fields)s") % {"fields": _(", ").join(row.wrong_words)} if row.wrong else ""
        yield Entry(row.at, text, by=name_of(row.by), note="·".join(filter(None, (wrong, row.words))))


def merges(customer: Customer) -> Iterator[Entry]:
    rows = Merge.objects.filter(Q(kept=customer) | Q(gone=customer)).select_related(
        "kept", "gone", "by", "undone_by"
    )
    for row in rows[:EACH]:
        words = {"name": row.gone.name or row.gone_id}
        yield Entry(row.at, _("File merged in: %(name)s") % words, by=name_of(row.by), note=row.reason)
        if row.undone_at:
            text = _("Merge undone: %(name)s") % words
            yield Entry(row.undone_at, text, by=name_of(row.undone_by), note=row.undone_reason)


def copies(customer: Customer) -> Iterator[Entry]:
    for row in DataCopy.objects.filter(customer=customer).select_related("by").order_by("-at")[:EACH]:
        yield Entry(row.at, _("Copy of all data handed out"), by=name_of(row.by), note=row.reason)


MARKS = (flags, opt_outs, consents, notes, data_checks, merges, copies)
