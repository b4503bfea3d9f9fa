"""The list of calls as an Excel file, without phone numbers; who took it out is written down (S28)."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.access import requires, store_of
from apps.accounts.confirming import confirmed
from apps.callbacks import services
from apps.callbacks.filters import TYPED, CallbackFilter
from apps.callbacks.models import Outcome
from apps.callbacks.services import CallLine, call_lines
from apps.callbacks.services.due_moments import store_day
from apps.callbacks.views.lists import filters_of, order_of
from apps.callbacks.views.paging import ORDERS
from apps.core.sheets import Sheet, workbook_response
from apps.customers.services import note_export

MOST = 20_000


@requires("callbacks.export")
@require_GET
@confirmed
def export(request: HttpRequest) -> HttpResponse:
    """The rows under the list's filters in its order, at most 20 000. Refused beyond the person's quota."""
    store = store_of(request.user)
    choices = services.list_choices(store, on=store_day(store, request.now), user=request.user)
    filters = filters_of(request, request.GET, choices=choices, action="callbacks.export")
    order = order_of(request.GET, filters)
    column, key = ORDERS[order.lstrip("-")]
    sign = "-" if order.startswith("-") else ""
    lines = call_lines(filters.qs.order_by(*(f"{sign}{name}" for name in (column, key) if name))[:MOST])
    note_export(
        "callbacks", store=store, rows=len(lines), filters=codes_of(filters), now=request.now, by=request.user
    )
    title = _("Callbacks")
    day = f"{timezone.localtime(request.now):%Y-%m-%d}"
    return workbook_response(
        f"{title}-{day}.xlsx", [Sheet(title, headings(), sheet_rows(lines))], request=request
    )


def codes_of(filters: CallbackFilter) -> dict[str, Any]:
    """The filters as the log keeps them for ever: codes and ids as chosen, of typed words only that there were some."""
    chosen = filters.chosen
    codes = {name: str(value) for name, value in chosen.items() if name not in TYPED}
    if "outcome" in codes:
        codes["outcome"] = Outcome.objects.get(pk=codes["outcome"]).code
    return codes | {"searched": True} if any(chosen.get(name) for name in TYPED) else codes


def headings() -> list[str]:
    return [
        _("Document"), _("Kind"), _("Customer"), _("Plate"), _("Model"), _("Document day"), _("Call by"),
        _("State"), _("Agent"), _("Tries"), _("Last try"), _("Outcome of the call"), _("Settled at"),
    ]  # fmt: skip


def sheet_rows(lines: list[CallLine]) -> Iterator[list[Any]]:
    for line in lines:
        yield [
            line.title,
            line.kind_label,
            line.name,
            line.plate,
            line.model,
            line.document_day,
            line.duty.due_day,
            line.state_label,
            line.owner,
            line.tries,
            line.last_at,
            line.last_outcome,
            line.duty.settled_at,
        ]
