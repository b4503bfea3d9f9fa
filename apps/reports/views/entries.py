"""The rows behind a number as lines of a list, one function for each table."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from axes.models import AccessLog
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.access import may
from apps.accounts.models import User
from apps.callbacks.models import Answer, Attempt, Callback, Correction, Draft, Inquiry
from apps.complaints.models import ClosedCycle, Compensation, Complaint, ComplaintMove
from apps.customers.models import Duplicate, ImportBatch, ImportConflict, Member, Order
from apps.duties.labels import kind_label
from apps.duties.models import Duty
from apps.penalties.models import Penalty
from apps.reports.models import CrmCheck, Task
from apps.reports.services.lens import sees_names


@dataclass(frozen=True)
class Entry:
    """One counted row: what it is, whose, when, and where it leads."""

    title: str
    about: str
    person: str
    at: datetime | date | None
    state: str
    url: str
    duty: Duty | None = None
    explains: bool = True

    @property
    def is_moment(self) -> bool:
        return isinstance(self.at, datetime)


def link(name: str, pk: int | None) -> str:
    try:
        return reverse(name, args=[pk] if pk is not None else [])
    except NoReverseMatch:
        return ""


def _answering(row: Callback) -> User | None:
    """As the figures count it: a miss is the owner's at the cut-off, and nobody's where there was none."""
    duty = row.duty
    return duty.responsible if duty.state == Duty.State.MISSED else duty.responsible or duty.owner


def _call(row: Callback) -> Entry:
    about = f"{row.get_kind_display()} · {row.customer}"
    person = str(_answering(row) or _("unassigned"))
    url = link("desk:call", row.pk)
    return Entry(row.duty.title, about, person, row.duty.due_day, row.get_state_display(), url, row.duty)


def _attempt(row: Attempt) -> Entry:
    call = row.callback
    about = f"{call.get_kind_display()} · {call.customer}"
    url = link("desk:call", call.pk)
    return Entry(call.duty.title, about, str(row.agent), row.started_at, str(row.outcome), url)


def _answer(row: Answer) -> Entry:
    call = row.attempt.callback
    about = f"{row.question} · {call.customer}"
    url = link("desk:call", call.pk)
    return Entry(
        call.duty.title, about, str(row.attempt.agent), row.attempt.started_at, str(row.option or ""), url
    )


def _complaint(row: Complaint) -> Entry:
    about = f"{row.category} · {row.customer}"
    url = link("complaints:detail", row.pk)
    where = str(row.department or "")
    return Entry(row.number, about, where, row.recorded_at, row.get_state_display(), url)


def _closing(row: ClosedCycle) -> Entry:
    case = row.complaint
    about = f"{case.category} · {case.customer}"
    url = link("complaints:detail", case.pk)
    return Entry(case.number, about, str(row.department), row.closed_at, row.get_closing_display(), url)


def _compensation(row: Compensation) -> Entry:
    case = row.complaint
    about = f"{row.get_kind_display()} · {row.amount} · {case.customer}"
    url = link("complaints:detail", case.pk)
    return Entry(case.number, about, str(case.department or ""), row.decided_at, row.get_state_display(), url)


def _duty(row: Duty) -> Entry:
    who = str(getattr(row, "owner", None) or row.department or "")
    url = link(row.url_name, row.object_id)
    return Entry(row.title, kind_label(row.kind), who, row.due_day, row.get_state_display(), url, row)


def _order(row: Order) -> Entry:
    about = f"{row.get_kind_display()} · {row.customer}"
    url = link("desk:customer", row.customer_id)
    return Entry(row.number, about, row.served_by_name, row.document_day, row.get_state_display(), url)


def _correction(row: Correction) -> Entry:
    call = row.callback
    url = link("desk:call", call.pk)
    return Entry(
        call.duty.title, str(call.customer), str(row.found_by), row.found_at, row.get_state_display(), url
    )


def _member(row: Member) -> Entry:
    url = link("desk:customer", row.customer_id)
    return Entry(row.number, str(row.customer), str(row.entered_by or ""), row.entered_at, row.level, url)


def _turn(row: ComplaintMove) -> Entry:
    case = row.complaint
    about = f"{case.category} · {case.customer}"
    url = link("complaints:detail", case.pk)
    return Entry(case.number, about, str(case.department or ""), row.at, case.get_state_display(), url)


def _inquiry(row: Inquiry) -> Entry:
    about = f"{row.get_kind_display()} · {row.callback.customer}"
    url = link("desk:call", row.callback_id)
    return Entry(
        row.duty.title, about, str(row.attempt.agent), row.raised_at, row.duty.get_state_display(), url
    )


def _draft(row: Draft) -> Entry:
    url = link("desk:call", row.callback_id)
    return Entry(
        row.callback.duty.title,
        str(row.callback.customer),
        str(row.user),
        row.started_at,
        row.callback.get_state_display(),
        url,
    )


def _import(row: ImportBatch) -> Entry:
    about = _("%(refused)s of %(rows)s rows refused") % {"refused": row.refused_count, "rows": row.read_count}
    url = link("customers:import_detail", row.pk)
    return Entry(
        row.file_name, about, str(row.uploaded_by or ""), row.committed_at, row.get_state_display(), url
    )


def _conflict(row: ImportConflict) -> Entry:
    about = str(row.customer)
    url = link("desk:customer", row.customer_id)
    who = str(row.decided_by or "")
    return Entry(row.batch.file_name, about, who, row.batch.committed_at, row.get_decision_display(), url)


def _sign_in(row: AccessLog) -> Entry:
    return Entry(_("Sign-in"), "", row.person_name, row.attempt_time, "", "")


def _duplicate(row: Duplicate) -> Entry:
    url = link("desk:customer", row.first_id)
    state = _("Judged to be two") if row.dismissed_at else ""
    return Entry(f"{row.first} · {row.second}", row.get_why_display(), "", row.found_at, state, url)


def _crm_check(row: CrmCheck) -> Entry:
    url = link("reports:crm_check", row.pk)
    state = ngettext("%(n)s difference", "%(n)s differences", row.differences) % {"n": row.differences}
    return Entry(row.get_table_display(), "", str(row.checked_by), row.day, state, url)


def _task(row: Task) -> Entry:
    about = f"{row.issue.get_kind_display()} {row.issue.period.key}"
    owner, url = str(row.duty.owner or ""), link("reports:task", row.pk)
    return Entry(
        str(row.department), about, owner, row.raised_at, row.duty.get_state_display(), url, row.duty
    )


def _penalty(row: Penalty) -> Entry:
    about = f"{row.get_kind_display()} · {row.amount}"
    url = link("penalties:detail", row.pk)
    return Entry(row.title, about, str(row.subject), row.fact_day, row.get_state_display(), url)


DRAWN: dict[type, Callable[[Any], Entry]] = {
    Callback: _call,
    Attempt: _attempt,
    Answer: _answer,
    Complaint: _complaint,
    ClosedCycle: _closing,
    Compensation: _compensation,
    Duty: _duty,
    Order: _order,
    Correction: _correction,
    Member: _member,
    Penalty: _penalty,
    ComplaintMove: _turn,
    Inquiry: _inquiry,
    Draft: _draft,
    ImportBatch: _import,
    ImportConflict: _conflict,
    AccessLog: _sign_in,
    Duplicate: _duplicate,
    CrmCheck: _crm_check,
    Task: _task,
}


PEOPLE: dict[type, Callable[[Any], User | None]] = {
    Callback: _answering,
    Attempt: lambda row: row.agent,
    Answer: lambda row: row.attempt.agent,
    Correction: lambda row: row.found_by,
    Member: lambda row: row.entered_by,
    Duty: lambda row: row.owner,
    Inquiry: lambda row: row.attempt.agent,
    Draft: lambda row: row.user,
    AccessLog: lambda row: User(pk=row.person),
}


def entry_of(row: Any, *, reader: User) -> Entry:
    """The line of a row. Who may read colleagues' calls and penalties sees names; others count them (section 3)."""
    entry = DRAWN[type(row)](row)
    if isinstance(row, Penalty):
        if row.subject_id != reader.pk and not may(reader, "penalties.list"):
            return replace(entry, title=entry.about, about="", person="", url="")
        return entry
    person = PEOPLE[type(row)](row) if type(row) in PEOPLE else None
    if person is None or person == reader or sees_names(reader):
        return entry
    return replace(entry, person="", url=entry.url if isinstance(row, Member) else "", explains=False)
