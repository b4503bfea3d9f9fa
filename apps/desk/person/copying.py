"""All data of one person in one place (PIPL 45): the same sheets as a workbook and as a page to read."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.accounts import access
from apps.accounts.models import User
from apps.callbacks.models import Answer, Attempt
from apps.complaints.models import Complaint
from apps.core.refusal import Refused
from apps.core.sheets import Sheet
from apps.customers.models import Customer, DataCopy, Order, Phone, Reveal, VehicleRole
from apps.customers.services import consents_of, note_export
from apps.desk.person.erasing import files_of

Files = list[Customer]
PERSON = ("name", "kind", "gender", "birthday", "id_no", "address", "source", "remark", "created_at")


def copy_person(customer: Customer, *, reason: str, now: datetime, by: User) -> list[Sheet]:
    """Everything on file about the customer, also in files merged into theirs; noted with person and reason.

    Raises Refused without a reason, for the erased, and for a file that was merged into another one.
    """
    access.refuse_unless(by, "customers.copy")
    if not reason.strip():
        raise Refused(_("Please give a reason."), field="reason", code="invalid")
    if customer.erased_at:
        raise Refused(_("This customer has been erased."), code="state")
    if customer.undone:
        raise Refused(_("This file does not stand any more."), code="state")
    files = files_of(customer)
    sheets = [Sheet(title, headings, list(rows(files))) for title, headings, rows in _parts()]
    rows = sum(len(sheet.rows) for sheet in sheets)
    note_export("person", store=customer.store, rows=rows, by=by, now=now, filters={})
    DataCopy.objects.create(customer=customer, at=now, by=by, reason=reason.strip()[:200])
    return sheets


def _parts() -> list[tuple[str, list[str], Callable[[Files], Iterator[list[Any]]]]]:
    at, by, role = _("When"), _("By"), _named(VehicleRole, "role")
    return [
        (_("Person"), [_("Detail"), _("Value")], _person),
        (_("Consents that hold"), [_("About"), _("Consent"), at, _("How"), _("Evidence")], _consents),
        (_("Phones"), [_named(Phone, "number"), _("Type"), _("Validity"), _("Source")], _phones),
        (_("Vehicles"), [_("Plate"), "VIN", _("Model"), _("Colour"), role, _("From"), _("Until")], _cars),
        (
            _("Documents"),
            [_("Document"), _("Number"), _("Day"), _("Repair type"), _("Mileage"), _("Amount")],
            _orders,
        ),
        (_("Memberships"), [_("Member number"), _("Level"), _("Joined on"), _("Source document")], _members),
        (
            _("Calls"),
            [at, by, _("Outcome"), _("Note"), _("Problem"), _("Suggestion"), _("Question")],
            _calls,
        ),
        (_("Answers"), [at, _("Question"), _("Answer"), _("Text")], _answers),
        (
            _("Complaints"),
            [_("Number"), at, _("Category"), _("State"), _("Text"), _("Demand"), _("Cause"), _("Measure"), _("Result")],
            _complaints,
        ),
        (_("Opt-outs"), [at, _("Kind of call"), _("Reason"), _("Withdrawn at")], _opt_outs),
        (_("Flags and notes"), [at, _("Kind"), _("Text"), _("Measure")], _marks),
        (_("Data checks"), [at, _("Document"), _("Check"), _("Wrong"), _("What was changed")], _checks),
        (_("Numbers looked at"), [at, by], _reveals),
    ]  # fmt: skip


def _named(model: type[Model], field: str) -> str:
    """As the form calls it: 号码 is a phone's number, 单号 a document's."""
    return capfirst(str(model._meta.get_field(field).verbose_name))


def _person(files: Files) -> Iterator[list[Any]]:
    for one in files:
        for name in PERSON:
            shown = getattr(one, f"get_{name}_display", None)
            label = (
                _("In the house since") if name == "created_at" else one._meta.get_field(name).verbose_name
            )
            yield [str(label), shown() if shown else getattr(one, name)]


def _consents(files: Files) -> Iterator[list[Any]]:
    for one in files:
        for row in consents_of(one):
            word = _("given") if row.given else _("withdrawn")
            yield [row.get_matter_display(), word, row.at, row.get_channel_display(), row.evidence]


def _phones(files: Files) -> Iterator[list[Any]]:
    for one in files:
        for row in one.phones.exclude(number=""):
            yield [row.number, row.kind_label, row.get_validity_display(), row.source]


def _cars(files: Files) -> Iterator[list[Any]]:
    for one in files:
        for row in one.vehicle_roles.select_related("vehicle").order_by("pk"):
            car = row.vehicle
            yield [car.plate, car.vin, car.model, car.colour, row.get_role_display(), row.since, row.until]


def _orders(files: Files) -> Iterator[list[Any]]:
    for row in (
        Order.objects.filter(customer__in=files).exclude(state="undone").order_by("document_day", "pk")
    ):
        kind = row.get_kind_display()
        yield [kind, row.number, row.document_day, row.repair_type, row.mileage, row.amount]


def _members(files: Files) -> Iterator[list[Any]]:
    for one in files:
        for row in one.memberships.order_by("pk"):
            yield [row.number, row.level, row.joined_on, row.document]


def _calls(files: Files) -> Iterator[list[Any]]:
    rows = Attempt.objects.filter(callback__customer__in=files).select_related("agent", "outcome", "words")
    for row in rows.order_by("started_at"):
        words = getattr(row, "words", None)
        said = [getattr(words, name, "") for name in ("note", "problem", "suggestion", "question")]
        yield [row.started_at, str(row.agent), str(row.outcome), *said]


def _answers(files: Files) -> Iterator[list[Any]]:
    rows = Answer.objects.filter(attempt__callback__customer__in=files)
    for row in rows.select_related("attempt", "question", "option", "words").order_by("attempt", "pk"):
        chosen = str(row.option) if row.option else row.score
        yield [
            row.attempt.started_at,
            str(row.question),
            chosen,
            getattr(getattr(row, "words", None), "text", ""),
        ]


def _complaints(files: Files) -> Iterator[list[Any]]:
    rows = Complaint.objects.filter(customer__in=files).select_related("category", "words")
    for row in rows.order_by("recorded_at"):
        words = getattr(row, "words", None)
        said = [getattr(words, name, "") for name in ("text", "demand", "cause", "measure", "result")]
        yield [row.number, row.recorded_at, str(row.category), row.get_state_display(), *said]


def _opt_outs(files: Files) -> Iterator[list[Any]]:
    for one in files:
        for row in one.opt_outs.all():
            yield [row.recorded_at, row.get_kind_display(), row.reason, row.withdrawn_at]


def _marks(files: Files) -> Iterator[list[Any]]:
    for one in files:
        for flag in one.flags.all():
            yield [flag.set_at, flag.get_kind_display(), flag.reason, flag.measure]
        for note in one.notes.all():
            yield [note.at, _("Note"), note.text, ""]


def _checks(files: Files) -> Iterator[list[Any]]:
    for order in Order.objects.filter(customer__in=files, data_checks__isnull=False).distinct():
        for row in order.data_checks.all():
            wrong = _(", ").join(row.wrong_words)
            yield [row.at, order.number, row.get_step_display(), wrong, row.words]


def _reveals(files: Files) -> Iterator[list[Any]]:
    rows = Reveal.objects.filter(phone__customer__in=files).select_related("by").order_by("at")
    for row in rows:
        yield [row.at, str(row.by)]
