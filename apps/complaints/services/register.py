"""Open a complaint (S08): from a call in the call's own save, or by hand."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.access import refuse_unless
from apps.accounts.models import Role, Store, User
from apps.callbacks.models import Attempt
from apps.complaints.models import Complaint, ComplaintWords
from apps.complaints.rules.clocks import Clocks
from apps.complaints.services import people
from apps.complaints.services.entry import (
    ComplaintEntry,
    check_entry,
    checked_category,
    moment_learned,
    usual_department,
)
from apps.complaints.services.moving import tell_story
from apps.complaints.services.numbering import next_number
from apps.complaints.services.tell import tell
from apps.core.refusal import Refused
from apps.customers.models import Customer
from apps.duties import services as duties

Level = Complaint.Level
TO_ISSUE = gettext_noop("Complaint %(number)s was registered and waits to be issued.")
MAJOR = gettext_noop("Complaint %(number)s is a major one.")


@transaction.atomic
def open_from_call(attempt: Attempt, entry: ComplaintEntry, *, now: datetime, by: User) -> Complaint:
    """S08: the complaint of a call, in the same save. Learned at the end of the call unless the entry says otherwise.

    Saving the same call again returns the complaint it has. Raises Refused for an entry that does not fit.
    """
    refuse_unless(by, "complaints.register")
    found = Complaint.objects.filter(attempt=attempt).first()
    if found is not None:
        return found
    learned = moment_learned(entry, now=now, default=attempt.ended_at)
    links = {"attempt": attempt, "callback": attempt.callback}
    return _write(entry, store=attempt.callback.store, learned_at=learned, links=links, now=now, by=by)


@transaction.atomic
def register(entry: ComplaintEntry, *, store: Store, now: datetime, by: User) -> Complaint:
    """S08: a complaint from the hotline, a visit, chat or an inspection. Learned now unless the entry says when.

    The same `request_key` again returns the first complaint. Raises Refused for an entry that does not fit; the field
    is named.
    """
    refuse_unless(by, "complaints.register")
    saved = _saved_before(entry, by=by)
    if saved is not None:
        return saved
    learned = moment_learned(entry, now=now, default=now)
    return _write(entry, store=store, learned_at=learned, links={}, now=now, by=by)


def _saved_before(entry: ComplaintEntry, *, by: User) -> Complaint | None:
    """The complaint of an earlier click; two clicks at once wait for each other at the customer's row."""
    if entry.request_key is None:
        return None
    Customer.objects.select_for_update().filter(pk=entry.customer.pk).first()
    saved = Complaint.objects.filter(request_key=entry.request_key).first()
    if saved is not None and (saved.recorded_by_id, saved.customer_id) != (by.pk, entry.customer.pk):
        raise Refused(_("This form has been used before. Please reload the page."), code="stale")
    return saved


def _write(
    entry: ComplaintEntry,
    *,
    store: Store,
    learned_at: datetime,
    links: dict[str, Any],
    now: datetime,
    by: User,
) -> Complaint:
    check_entry(entry, store=store)
    category, clocks = checked_category(entry), Clocks(store)
    repeat = entry.level != Level.MAJOR and _is_major_by_repeat(entry, clocks=clocks, now=now)
    complaint = Complaint.objects.create(
        store=store,
        number=next_number(store, on=clocks.day(now)),
        category=category,
        level=Level.MAJOR if repeat else entry.level,
        department=entry.department or usual_department(category, store=store),
        learned_at=learned_at,
        recorded_at=now,
        recorded_by=by,
        **{name: getattr(entry, name) for name in COPIED},
        **links,
    )
    ComplaintWords.objects.create(complaint=complaint, text=entry.text.strip(), demand=entry.demand.strip())
    _measure_report(complaint, clocks=clocks, now=now, by=by)
    tell_story(complaint, "register", before="", at=now, by=by, code="repeat" if repeat else "")
    _tell_those_concerned(complaint, clocks=clocks, now=now)
    return complaint


COPIED = ("source", "urgency", "line", "escalation", "customer", "vehicle", "order", "request_key")


def _measure_report(complaint: Complaint, *, clocks: Clocks, now: datetime, by: User) -> None:
    """R08: the duty to report it was due from the moment learned; recording it settles the duty, kept or missed."""
    duty = duties.open_duty(
        "complaint.report",
        key=f"complaint:report:{complaint.pk}",
        store=complaint.store,
        plan=clocks.report(complaint.learned_at),
        title=complaint.number,
        url_name="complaints:detail",
        object_id=complaint.pk,
        now=now,
        owner=by,
        by=by,
    )
    duties.settle(duty, at=now, by=by)
    Complaint.objects.filter(pk=complaint.pk).update(report_duty=duty)
    complaint.report_duty = duty


def _is_major_by_repeat(entry: ComplaintEntry, *, clocks: Clocks, now: datetime) -> bool:
    """R14: the customer's third complaint within 90 days is major from the start."""
    today = clocks.day(now)
    if "repeat" not in clocks.book.value("major.grounds", on=today):
        return False
    since = now - timedelta(days=clocks.book.value("major.repeat_days", on=today))
    before = Complaint.objects.filter(customer=entry.customer, recorded_at__gt=since).exclude(
        state=Complaint.State.INVALID
    )
    return before.count() + 1 >= clocks.book.value("major.repeat_count", on=today)


def _tell_those_concerned(complaint: Complaint, *, clocks: Clocks, now: datetime) -> None:
    today = clocks.day(now)
    told = people.managers(complaint.store, on=today)
    if complaint.department is not None:
        told += people.heads_of(complaint.department, on=today)
    tell(complaint, told, kind="registered", title=TO_ISSUE, now=now)
    if complaint.level == Level.MAJOR:
        tell_of_major(complaint, on=today, now=now)


def tell_of_major(complaint: Complaint, *, on: date, now: datetime) -> None:
    """S11: a major complaint goes to the general manager and the director at once."""
    told = people.holding(complaint.store, Role.GENERAL_MANAGER, Role.CUSTOMER_DIRECTOR, on=on)
    tell(complaint, told, kind="major", title=MAJOR, now=now)
