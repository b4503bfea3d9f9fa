"""The day's complaints and consultations against the list of the manufacturer's CRM (S100)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.access import may, store_of
from apps.accounts.models import Store, User
from apps.callbacks.models import Inquiry
from apps.complaints.models import Complaint
from apps.core.refusal import Refused
from apps.core.wording import masked_phone
from apps.core.worktime import Calendar, check_day, end_of_day, instant
from apps.duties.models import Duty
from apps.reports.models import CrmCheck, CrmDifference
from apps.reports.services.notes import day_of

Table = CrmCheck.Table
Record = Complaint | Inquiry
ACTION = "reports.crm"
MOST_LINES = 1000
NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{3,39}")
DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


@dataclass(frozen=True)
class Line:
    """A line of the CRM's list with the numbers in it: of the case, the document, or a phone."""

    no: int
    numbers: tuple[str, ...]

    @property
    def reference(self) -> str:
        """How the line is told again: a phone, or what may be one, only masked."""
        first = self.numbers[0]
        return first if "-" in first else masked_phone(first)


@transaction.atomic
def check_crm(table: str, day: date, listed: str, *, store: Store, now: datetime, by: User) -> CrmCheck:
    """Compare the CRM's list of a day (one entry a line, none for an empty day) with our table of that day.

    An entry is ours when one of its numbers is the record's: of the complaint, the manufacturer's case, the document
    or a phone of the customer. Each entry takes one record. Phones are kept masked, nothing else of a line is kept.
    The store's day. Raises Refused: forbidden; invalid for a day to come, too many lines or a line without a number.
    """
    if not may(by, ACTION) or store_of(by) != store:
        raise Refused(_("Your role may not do this."), code="forbidden")
    if check_day(day) > day_of(store, now):
        raise Refused(_("This day is still to come."), field="day", code="invalid")
    lines, records = read_lines(listed), records_of(table, store, day)
    strangers = _match(lines, records)
    matched = len(lines) - len(strangers)
    made = CrmCheck.objects.create(
        store=store, table=table, day=day, checked_at=now, checked_by=by, listed=len(lines), matched=matched,
        only_there=len(strangers), only_here=len(records),
    )  # fmt: skip
    there = [CrmDifference(check_of=made, line=one.no, reference=one.reference) for one in strangers]
    column = "complaint" if table == Table.COMPLAINTS else "inquiry"
    here = [CrmDifference(check_of=made, **{column: record}) for record in records]
    CrmDifference.objects.bulk_create([*there, *here])
    return made


def read_lines(listed: str) -> list[Line]:
    """The entries of a pasted list; full-width signs count as plain ones. Raises Refused at the first bad line."""
    found = []
    for no, text in enumerate(unicodedata.normalize("NFKC", listed).upper().splitlines(), start=1):
        if not text.strip():
            continue
        numbers = tuple(one for one in NUMBER.findall(text) if _is_number(one))
        if not numbers:
            message = _("Line %(no)s holds no number of a case, document or phone.") % {"no": no}
            raise Refused(message, field="listed", code="invalid")
        found.append(Line(no, numbers))
    if len(found) > MOST_LINES:
        raise Refused(
            _("At most %(most)s lines at a time.") % {"most": MOST_LINES}, field="listed", code="invalid"
        )
    return found


def _is_number(text: str) -> bool:
    return any(sign.isdigit() for sign in text) and not DAY.fullmatch(text)


def records_of(table: str, store: Store, day: date) -> dict[Record, set[str]]:
    """Our table of a day with the numbers each record goes by. Three statements at most."""
    calendar = Calendar(tz=store.tz)
    span = (instant(calendar, day, time(0)), end_of_day(calendar, day))
    found = complaints_of(store, span) if table == Table.COMPLAINTS else inquiries_of(store, span)
    return {record: _plain(numbers) for record, numbers in found}


def complaints_of(store: Store, span: tuple[datetime, datetime]) -> list[tuple[Record, Iterable[str]]]:
    rows = Complaint.objects.filter(store=store, recorded_at__gte=span[0], recorded_at__lt=span[1])
    rows = rows.exclude(state=Complaint.State.INVALID).prefetch_related(
        "manufacturer_cases", "customer__phones"
    )
    return [
        (
            one,
            [one.number, *(case.number for case in one.manufacturer_cases.all()), *_phones(one.customer)],
        )
        for one in rows.select_related("customer").order_by("recorded_at", "pk")
    ]


def inquiries_of(store: Store, span: tuple[datetime, datetime]) -> list[tuple[Record, Iterable[str]]]:
    rows = Inquiry.objects.filter(store=store, raised_at__gte=span[0], raised_at__lt=span[1])
    rows = rows.exclude(duty__state=Duty.State.CANCELLED).select_related(
        "callback__customer", "callback__order", "callback__duty"
    )
    return [
        (
            one,
            [
                one.callback.duty.title,
                one.callback.order.number if one.callback.order else "",
                *_phones(one.callback.customer),
            ],
        )
        for one in rows.prefetch_related("callback__customer__phones").order_by("raised_at", "pk")
    ]


def _phones(customer: object) -> list[str]:
    return [phone.number for phone in customer.phones.all()] if customer else []


def _plain(numbers: Iterable[str]) -> set[str]:
    return {unicodedata.normalize("NFKC", number).upper().strip() for number in numbers if number}


def _match(lines: list[Line], records: dict[Record, set[str]]) -> list[Line]:
    """Takes every matched record out of `records`; returns the lines nobody of ours answers to.

    A customer's phone answers for each record of the day: who goes by one record alone is asked first, and takes the
    record with most of the line's numbers.
    """
    fitting = {
        line.no: [one for one, numbers in records.items() if numbers & set(line.numbers)] for line in lines
    }
    strangers = set()
    for line in sorted(lines, key=lambda one: len(fitting[one.no])):
        free = [one for one in fitting[line.no] if one in records]
        if free:
            del records[max(free, key=lambda one: len(records[one] & set(line.numbers)))]
        else:
            strangers.add(line.no)
    return [line for line in lines if line.no in strangers]
