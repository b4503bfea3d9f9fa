"""Customers who have stayed away, and what lists said differently about one customer (S22, R32)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.accounts.access import requires, store_of
from apps.core.wording import masked_phone
from apps.customers.models import Customer, ImportBatch, ImportRow
from apps.customers.services import churn as figures
from apps.customers.views.import_rows import kept_sentences, row_lines

PAGE = 50
DIFFERENCES = 20


@require_safe
@requires("customers.view")
def churn(request: HttpRequest) -> HttpResponse:
    """Rate, months and the lost customers, those who went last first."""
    store = store_of(request.user)
    found = figures.churn(store, now=request.now)
    page = Paginator(figures.lost_customers(store, found, now=request.now), PAGE)
    page = page.get_page(request.GET.get("page"))
    context = {
        "nav": "customers",
        "churn": found,
        "months": figures.lost_by_month(store, found, now=request.now),
        "page": page,
        "people": _people(list(page)),
        "now": request.now,
    }
    return render(request, "customers/churn.html", context)


def _people(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    people = Customer.objects.prefetch_related("phones", "vehicle_roles__vehicle").in_bulk(
        [row["customer"] for row in rows]
    )
    return [_line(people[row["customer"]], row) for row in rows if row["customer"] in people]


def _line(customer: Customer, row: dict[str, Any]) -> dict[str, Any]:
    phones = [phone.number for phone in customer.phones.all() if phone.number]
    roles = list(customer.vehicle_roles.all())
    return {
        "customer": customer,
        "phone": masked_phone(phones[0]) if phones else "",
        "vehicle": roles[-1].vehicle if roles else None,
        "last": row["last"],
    }


@require_safe
@requires("customers.view")
def list_differences(request: HttpRequest, pk: int) -> HttpResponse:
    """A part of the customer's page: what lists changed, old → new, and whether the customer stays away."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user).select_related("store"), pk=pk)
    rows = ImportRow.objects.filter(customer=customer, batch__state=ImportBatch.State.COMMITTED)
    rows = rows.select_related("batch").order_by("-batch__committed_at", "row_no")[:DIFFERENCES]
    context = {
        "customer": customer,
        "differences": [(row.batch, list(row_lines(row, "changed")), kept_sentences(row)) for row in rows],
        "lost_since": figures.is_lost(customer, now=request.now),
        "now": request.now,
    }
    return render(request, "customers/_list_differences.html", context)
