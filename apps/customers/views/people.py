"""The list of customers, and what people correct in one."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import requires, store_of
from apps.accounts.confirming import confirmed
from apps.core.refusal import Refused
from apps.core.sheets import Sheet, workbook_response
from apps.customers import services
from apps.customers.forms import CustomerForm, PhoneForm, add_refusal
from apps.customers.models import Customer, Phone

PAGE = 50
EXPORTED = 10_000


@require_safe
@requires("customers.view")
def customer_list(request: HttpRequest) -> HttpResponse:
    """A page of customers in the order of their names; with ?q= the hits of the search."""
    query = request.GET.get("q", "").strip()
    after = None
    if query:
        services.note_search(request.user, now=request.now)
        hits = services.search_customers(query, request.user, limit=PAGE)
    else:
        hits, after = _page(request)
    context = {
        "nav": "customers",
        "query": query,
        "hits": hits,
        "after": after,
        "first_page": not request.GET.get("after"),
        "too_short": bool(query) and not services.is_long_enough(query),
        "now": request.now,
    }
    return render(request, "customers/list.html", context)


def _page(request: HttpRequest) -> tuple[list[services.CustomerHit], str | None]:
    """Rows after ?after=<id> in the order of the names, and the id to go on after."""
    rows = Customer.objects.visible_to(request.user).present().filter(erased_at__isnull=True)
    last = rows.filter(pk=request.GET["after"]).first() if request.GET.get("after", "").isdecimal() else None
    if last is not None:
        later = Q(name_pinyin__gt=last.name_pinyin) | Q(pk__gt=last.pk)
        rows = rows.filter(later, name_pinyin__gte=last.name_pinyin)
    ids = list(rows.order_by("name_pinyin", "pk").values_list("pk", flat=True)[: PAGE + 1])
    lines = services.customer_lines(dict.fromkeys(ids[:PAGE], ""))
    return lines, str(ids[PAGE - 1]) if len(ids) > PAGE else None


@require_safe
@requires("customers.export")
@confirmed
def customer_export(request: HttpRequest) -> HttpResponse:
    """The customers of the store as a workbook, phones masked; noted with person, number of rows and search."""
    query = request.GET.get("q", "").strip()
    if query:
        lines = services.search_customers(query, request.user, limit=EXPORTED)
    else:
        rows = Customer.objects.visible_to(request.user, "customers.export").present()
        ids = rows.filter(erased_at__isnull=True).order_by("name_pinyin", "pk").values_list("pk", flat=True)
        lines = services.customer_lines(dict.fromkeys(ids[:EXPORTED], ""))
    services.note_export(
        "customers",
        store=store_of(request.user),
        rows=len(lines),
        filters={"searched": bool(query)},
        by=request.user,
        now=request.now,
    )
    headers = [_("Customer"), _("Phone"), _("Plate"), _("Model"), _("Last document")]
    cells = [[hit.name, hit.phone, hit.plate, hit.model, hit.order_number] for hit in lines]
    return workbook_response(
        f"{_('Customers')}.xlsx", [Sheet(_("Customers"), headers, cells)], request=request
    )


@require_http_methods(["GET", "POST"])
@requires("customers.edit")
def customer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(
        Customer.objects.visible_to(request.user, "customers.edit").filter(erased_at__isnull=True), pk=pk
    )
    if request.method == "GET":
        return _edit_page(request, CustomerForm(instance=customer), customer=customer)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
    form = CustomerForm(request.POST, instance=Customer(pk=customer.pk, store=customer.store))
    if not form.is_valid():
        return _edit_page(request, form, customer=customer, status=400, version=version)
    try:
        services.update_customer(
            customer, form.cleaned_data, version=version, now=request.now, by=request.user
        )
    except Refused as refusal:
        customer.refresh_from_db()
        add_refusal(form, refusal)
        stale = _differences(customer, form) if refusal.code == "stale" else []
        version = customer.version if stale or refusal.code == "stale" else version
        return _edit_page(
            request, form, customer=customer, status=refusal.status, version=version, changes=stale
        )
    messages.success(request, _("Saved."))
    return redirect("desk:customer", pk)


def _differences(customer: Customer, form: CustomerForm) -> list[dict[str, object]]:
    return [
        {"label": form.fields[name].label, "theirs": getattr(customer, name), "yours": value}
        for name, value in form.cleaned_data.items()
        if getattr(customer, name) != value
    ]


def _edit_page(
    request: HttpRequest,
    form: CustomerForm,
    *,
    customer: Customer,
    status: int = 200,
    version: int | None = None,
    changes: list[dict[str, object]] | None = None,
) -> HttpResponse:
    context = {
        "nav": "customers",
        "form": form,
        "customer": customer,
        "version": customer.version if version is None else version,
        "changes": changes,
        "now": request.now,
    }
    return render(request, "customers/edit.html", context, status=status)


@require_POST
@requires("customers.edit")
def phone_add(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user, "customers.edit"), pk=pk)
    form = PhoneForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Enter one phone number."), field="number", code="invalid")
    services.add_phone(
        customer,
        form.cleaned_data["number"],
        source=_("entered by hand"),
        now=request.now,
        by=request.user,
        first=form.cleaned_data["first"],
    )
    messages.success(request, _("The number was added."))
    return redirect("desk:customer", pk)


def _purpose(request: HttpRequest) -> str:
    """What the number is looked at for, as chosen; nothing chosen is no purpose, and refused by the verb."""
    code = request.POST.get("code", "")
    return code if code in services.PURPOSES else ""


@require_POST
@requires("customers.reveal")
def phone_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The full number as a link to dial, in place of the masked one; noted with person and time."""
    phone = get_object_or_404(
        Phone.objects.select_related("customer").filter(
            customer__in=Customer.objects.visible_to(request.user, "customers.reveal")
        ),
        pk=pk,
    )
    number = services.reveal(
        phone, code=_purpose(request), object_id=phone.customer_id, now=request.now, by=request.user
    )
    context = {"number": number, "phone": phone, "now": request.now}
    if request.htmx:
        return render(request, "customers/_number.html", context)
    messages.info(request, number)
    return redirect("desk:customer", phone.customer_id)
