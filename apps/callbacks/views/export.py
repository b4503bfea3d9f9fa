"""The list of calls as an Excel file, without phone numbers; who took it out is written down (S28)."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.access import requires, store_of
from apps.callbacks import services
from apps.callbacks.filters import CallbackFilter
from apps.callbacks.forms import agents
from apps.callbacks.models import Attempt, Callback, Outcome
from apps.callbacks.views.lists import RELATED
from apps.core.sheets import Sheet, workbook_response
from apps.customers.models import ExportLog

MOST = 20_000


@requires("callbacks.export")
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The rows under the list's filters, at most 20 000."""
    store = store_of(request.user)
    visible = Callback.objects.visible_to(request.user, "callbacks.export").select_related(*RELATED)
    filters = CallbackFilter(request.GET, visible, now=request.now, store=store, agents=agents(store))
    rows = list(filters.qs.order_by("duty__due_at", "pk")[:MOST])
    tries = services.last_attempts([row.pk for row in rows])
    ExportLog.objects.create(
        store=store,
        what="callbacks",
        rows=len(rows),
        filters=codes_of(filters),
        by=request.user,
        at=request.now,
    )
    title = _("Callbacks")
    day = f"{timezone.localtime(request.now):%Y-%m-%d}"
    return workbook_response(f"{title}-{day}.xlsx", [Sheet(title, headings(), sheet_rows(rows, tries))])


def codes_of(filters: CallbackFilter) -> dict[str, Any]:
    """The filters as the log keeps them for ever: codes and ids as chosen, of typed words only that there were some."""
    chosen = filters.form.cleaned_data if filters.form.is_valid() else {}
    kept = {name: value for name, value in chosen.items() if value and name != "number"}
    codes = {name: value.code if isinstance(value, Outcome) else value for name, value in kept.items()}
    return codes | {"searched": True} if chosen.get("number") else codes


def headings() -> list[str]:
    return [
        _("Document"), _("Kind"), _("Customer"), _("Plate"), _("Model"), _("Document day"), _("Call by"),
        _("State"), _("Agent"), _("Tries"), _("Last try"), _("Outcome of the call"), _("Settled at"),
    ]  # fmt: skip


def sheet_rows(rows: list[Callback], tries: dict[int, Attempt]) -> Iterator[list[Any]]:
    for row in rows:
        last, duty = tries.get(row.pk), row.duty
        yield [
            duty.title,
            row.get_kind_display(),
            row.customer.name,
            row.vehicle.plate if row.vehicle else "",
            row.vehicle.model if row.vehicle else "",
            row.order.document_day if row.order else None,
            duty.due_day,
            row.get_state_display(),
            str(duty.owner or ""),
            last.tries if last else 0,
            last.started_at if last else None,
            str(last.outcome) if last else "",
            duty.settled_at,
        ]
