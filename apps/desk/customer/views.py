"""One customer on one page: who it is, what they drive, what happened."""

from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.access import may, requires
from apps.accounts.models import User
from apps.callbacks.models import Callback
from apps.complaints.models import Complaint
from apps.customers import services
from apps.customers.forms import PhoneForm
from apps.customers.models import Customer, DataCheck, Order
from apps.desk.customer.links import url_of
from apps.desk.customer.story import story_of

ORDERS = 30


@require_safe
@requires("customers.view")
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """A bounded number of queries, however long the story."""
    rows = Customer.objects.visible_to(request.user).select_related("store")
    found = get_object_or_404(rows, pk=pk)
    if found.merged_into_id:
        return redirect("desk:customer", found.merged_into_id)
    context = {
        "nav": "customers",
        "customer": found,
        "phones": [phone for phone in found.phones.all() if phone.number],
        "purposes": services.PURPOSES,
        "roles": found.vehicle_roles.select_related("vehicle").order_by(
            F("until").desc(nulls_first=True), "-pk"
        )[:20],
        "flags": found.flags.in_force().select_related("set_by"),
        "opt_outs": found.opt_outs.in_force().select_related("vehicle", "recorded_by"),
        "consents": services.consents_of(found),
        "notes": found.notes.select_related("by")[:10],
        "duplicates": _duplicates(found, reader=request.user),
        "merges": found.merges_in.filter(undone_at__isnull=True).select_related("gone", "by"),
        "orders": _orders(found),
        "memberships": found.memberships.order_by("-pk")[:5],
        "calls": _open_calls(found, reader=request.user),
        "complaints": _open_complaints(found, reader=request.user),
        "entries": story_of(found, reader=request.user),
        "phone_form": PhoneForm(),
        "now": request.now,
    }
    return render(request, "desk/customer/page.html", context)


def _duplicates(found: Customer, *, reader: User) -> list[tuple[Customer, str]]:
    return services.duplicates_of(found) if may(reader, "customers.merge") else []


def _open_calls(found: Customer, *, reader: User) -> list[tuple[Callback, str]]:
    """Promised calls; a link only for those who may open one."""
    rows = Callback.objects.filter(customer=found).open().select_related("duty", "duty__owner", "order")
    opens = may(reader, "callbacks.call")
    return [(one, url_of("desk:call", one.pk) if opens else "") for one in rows.order_by("duty__due_at")[:20]]


def _open_complaints(found: Customer, *, reader: User) -> list[tuple[Complaint, str]]:
    if not may(reader, "complaints.board"):
        return []
    rows = Complaint.objects.filter(customer=found).open().select_related("close_duty", "category")
    return [(one, url_of("complaints:detail", one.pk)) for one in rows.order_by("-recorded_at")[:20]]


def _orders(found: Customer) -> list[tuple[Order, str]]:
    orders = found.orders.exclude(state=Order.State.UNDONE).select_related("vehicle")
    orders = orders.prefetch_related(Prefetch("data_checks", DataCheck.objects.select_related("by")))
    return [
        (order, url_of("callbacks:order", order.pk))
        for order in orders.order_by("-document_day", "-pk")[:ORDERS]
    ]
