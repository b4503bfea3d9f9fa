"""Rows that contradict a customer, both records side by side, for a person to decide (domain.md 6)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import requires
from apps.core.wording import masked_phone
from apps.customers import services
from apps.customers.intake.columns import label
from apps.customers.models import Customer, ImportBatch, ImportConflict, ImportRow, Order
from apps.customers.rules.refusals import finding_sentence

PAGE = 20
DOCUMENTS_SHOWN = 3
TELLING = ("name", "phone", "plate", "vin", "id_no", "address")


@require_safe
@requires("customers.import")
def import_conflicts(request: HttpRequest) -> HttpResponse:
    """Everything undecided, newest list first; `?batch=` keeps to one list."""
    conflicts = ImportConflict.objects.visible_to(request.user).open()
    batch = None
    if (wanted := request.GET.get("batch", "")).isdecimal():
        batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=int(wanted[:18]))
        conflicts = conflicts.filter(batch=batch)
    orders = Order.objects.exclude(state=Order.State.UNDONE).order_by("-document_day", "-pk")
    people = Customer.objects.prefetch_related(
        "phones", "vehicle_roles__vehicle", Prefetch("orders", orders[:DOCUMENTS_SHOWN], to_attr="latest")
    )
    rows = conflicts.select_related("batch").prefetch_related(Prefetch("customer", people))
    page = Paginator(rows.order_by("-batch_id", "person", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "import",
        "page": page,
        "batch": batch,
        "pairs": _pairs(page),
        "hidden_other": {"decision": "other", "all": "1", "only": "1"},
        "hidden_skip": {"decision": "skip", "all": "1", "only": "1"},
        "now": request.now,
    }
    return render(request, "customers/import_conflicts.html", context)


@require_POST
@requires("customers.import")
def import_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide one conflict, or (`all`) every open one of a list."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)
    if "all" in request.POST:
        ids = list(batch.conflicts.filter(decision="").values_list("pk", flat=True))
    else:
        ids = [int(one[:18]) for one in request.POST.getlist("ids") if one.isdecimal()]
    decision = request.POST.get("decision", "")
    freed = services.decide_conflicts(batch, ids, decision=decision, now=request.now, by=request.user)
    messages.success(request, _decided(len(ids), freed=freed))
    page = reverse("customers:import_conflicts")
    return redirect(f"{page}?batch={pk}" if "only" in request.POST else page)


def _decided(count: int, *, freed: int) -> str:
    if freed:
        text = ngettext("Decided: %(rows)s row comes in.", "Decided: %(rows)s rows come in.", freed)
        return text % {"rows": freed}
    return ngettext("Decided: %(count)s case stays out.", "Decided: %(count)s cases stay out.", count) % {
        "count": count
    }


def _pairs(page: Any) -> list[dict[str, Any]]:
    """Each conflict with its first row in the list and what stands on both sides."""
    conflicts = list(page)
    wanted = {(one.batch_id, one.person) for one in conflicts}
    rows = ImportRow.objects.filter(
        batch__in={batch for batch, _person in wanted}, row_no__in={person for _batch, person in wanted}
    )
    found = {(row.batch_id, row.row_no): row for row in rows}
    return [_pair(one, found.get((one.batch_id, one.person))) for one in conflicts]


def _pair(conflict: ImportConflict, row: ImportRow | None) -> dict[str, Any]:
    clean = (row.clean if row else None) or {}
    finding = next((one for one in (row.findings if row else []) if one["code"] == conflict.code), None)
    here, there = _customer_side(conflict.customer), _list_side(clean)
    return {
        "conflict": conflict,
        "why": finding_sentence(finding) if finding else "",
        "keeps_number": conflict.code != "vin_other_customer",
        "lines": [
            {
                "name": name,
                "here": here[key],
                "there": there[key],
                "differs": key in TELLING and _differs(here[key], there[key]),
            }
            for key, name in _names().items()
            if here[key] or there[key]
        ],
    }


def _names() -> dict[str, Any]:
    return {
        "name": label("customer_name"),
        "phone": label("phone"),
        "plate": label("plate_no"),
        "vin": label("vin"),
        "model": label("model"),
        "document": _("Document"),
        "id_no": label("id_no"),
        "address": label("address"),
    }


def _customer_side(customer: Customer) -> dict[str, str]:
    cars = [role.vehicle for role in customer.vehicle_roles.all()]
    return {
        "name": customer.name,
        "phone": _listed(masked_phone(phone.number) for phone in customer.phones.all()),
        "plate": _listed(car.plate for car in cars),
        "vin": _listed(car.vin for car in cars),
        "model": _listed(car.model for car in cars),
        "document": _listed(f"{order.number} {order.document_day:%Y-%m-%d}" for order in customer.latest),
        "id_no": _tail(customer.id_no),
        "address": customer.address,
    }


def _list_side(clean: dict[str, Any]) -> dict[str, str]:
    documents = (("delivery_no", "delivered_on"), ("settlement_no", "settled_on"), ("member_no", "joined_on"))
    return {
        "name": clean.get("name", ""),
        "phone": _listed(masked_phone(number) for number in clean.get("phones", [])),
        "plate": clean.get("plate", ""),
        "vin": clean.get("vin", ""),
        "model": clean.get("model", ""),
        "document": _listed(
            f"{clean[number]} {clean.get(day) or ''}".strip()
            for number, day in documents
            if clean.get(number)
        ),
        "id_no": _tail(clean.get("id_no", "")),
        "address": clean.get("address", ""),
    }


def _listed(texts: Any) -> str:
    return _(", ").join(dict.fromkeys(text for text in texts if text))


def _tail(number: str) -> str:
    return f"****{number[-4:]}" if number else ""


def _differs(here: str, there: str) -> bool:
    return bool(here and there) and here != there
