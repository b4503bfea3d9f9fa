"""The table as an Excel file; who took it out is written down (S12, S28)."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.access import requires, store_of
from apps.accounts.confirming import confirmed
from apps.complaints.forms import TableFilter
from apps.complaints.models import Complaint
from apps.complaints.views.board import table_rows
from apps.complaints.views.rows import offered_departments, offered_handlers
from apps.core.sheets import Sheet, workbook_response
from apps.customers.services import note_export

MOST = 20_000
KEPT = ("state", "department", "level", "handler", "source")


@requires("complaints.export")
@confirmed
def export(request: HttpRequest) -> HttpResponse:
    """The rows of the table with the same filters, without phone numbers; at most 20 000."""
    visible = Complaint.objects.visible_to(request.user, "complaints.export")
    form = TableFilter(
        request.GET or None, departments=offered_departments(visible), handlers=offered_handlers(visible)
    )
    wanted = form.cleaned_data if form.is_bound and (form.is_valid() or form.cleaned_data) else {}
    rows = list(table_rows(visible, wanted, now=request.now)[:MOST])
    note_export(
        "complaints",
        store=store_of(request.user),
        rows=len(rows),
        filters=codes_of(wanted),
        by=request.user,
        now=request.now,
    )
    day = f"{timezone.localtime(request.now):%Y-%m-%d}"
    title = _("Complaints")
    return workbook_response(
        f"{title}-{day}.xlsx", [Sheet(title, headings(), sheet_rows(rows))], request=request
    )


def codes_of(wanted: dict[str, Any]) -> dict[str, Any]:
    """The filters as the log keeps them for ever: codes and ids, of typed words only that there were some."""
    chosen = {name: value for name, value in wanted.items() if value and name in KEPT}
    codes = {name: getattr(value, "pk", value) for name, value in chosen.items()}
    return codes | {"searched": True} if wanted.get("q") else codes


def headings() -> list[str]:
    return [
        _("Number"), _("State"), _("Level"), _("Escalation"), _("Source"), _("Category"), _("Customer"),
        _("Vehicle"), _("Department"), _("Handler"), _("Learned at"), _("Recorded at"), _("Issued at"),
        _("Answer handed back at"), _("Close by"), _("Closed at"), _("How it ended"), _("Delay by"),
        _("What happened"), _("Customer's demand"), _("Cause"), _("Measure"), _("Result"),
    ]  # fmt: skip


def sheet_rows(rows: list[Complaint]) -> Iterator[list[Any]]:
    for row in rows:
        words = row.words
        yield [
            row.number, row.get_state_display(), row.get_level_display(), row.get_escalation_display(),
            row.get_source_display(), str(row.category), row.customer.name, str(row.vehicle or ""),
            str(row.department or ""), str(row.handler or ""), row.learned_at, row.recorded_at,
            row.issued_at, row.returned_at, row.close_duty and row.close_duty.due_at,
            row.closed_at, row.get_closing_display() if row.closing else "",
            row.get_late_by_display() if row.late_by else "", words.text, words.demand, words.cause,
            words.measure, words.result,
        ]  # fmt: skip
