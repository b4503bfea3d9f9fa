"""Register a complaint by hand (S08, S11): find the customer or enter a new one, then write the form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.access import requires, store_of
from apps.complaints import services
from apps.complaints.forms import NewcomerForm, RegisterForm
from apps.complaints.models import Complaint
from apps.core.refusal import Refused
from apps.customers import services as customers
from apps.customers.models import Customer


@requires("complaints.register")
def register(request: HttpRequest) -> HttpResponse:
    """`?q=` searches (a fragment for htmx), `?customer=` chooses, `?new=1` asks for name and number; POST registers."""
    if "newcomer" in request.POST:
        return enter_newcomer(request)
    customer = chosen_customer(request)
    if customer is None:
        return choose(request)
    form = RegisterForm(request.POST or None, store=store_of(request.user), customer=customer)
    if request.method != "POST":
        return show(request, form, customer, status=200)
    if not form.is_valid():
        return show(request, form, customer, status=400)
    return write(request, form, customer)


def chosen_customer(request: HttpRequest) -> Customer | None:
    wanted = request.POST.get("customer") or request.GET.get("customer") or ""
    if not wanted:
        return None
    rows = Customer.objects.visible_to(request.user).filter(erased_at__isnull=True)
    is_id = wanted.isascii() and wanted.isdigit() and len(wanted) < 19
    return get_object_or_404(rows, pk=int(wanted)) if is_id else None


def choose(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    if query:
        customers.note_search(request.user, now=request.now)
    context: dict[str, Any] = {
        "nav": "complaints",
        "query": query,
        "long_enough": customers.is_long_enough(query),
        "hits": customers.search_customers(query, request.user) if query else [],
        "newcomer": NewcomerForm() if "new" in request.GET else None,
    }
    template = "complaints/_hits.html" if request.htmx else "complaints/register.html"
    return render(request, template, context)


def enter_newcomer(request: HttpRequest) -> HttpResponse:
    form = NewcomerForm(request.POST)
    if form.is_valid():
        try:
            customer = services.enter_newcomer(
                **form.cleaned_data, store=store_of(request.user), now=request.now, by=request.user
            )
            return redirect(f"{reverse('complaints:register')}?customer={customer.pk}")
        except Refused as refusal:
            form.add_error("phone" if refusal.field == "number" else refusal.field, str(refusal))
    context = {"nav": "complaints", "query": "", "hits": [], "newcomer": form}
    return render(request, "complaints/register.html", context, status=400)


def write(request: HttpRequest, form: RegisterForm, customer: Customer) -> HttpResponse:
    given = {name: value for name, value in form.cleaned_data.items() if name != "category"}
    entry = services.ComplaintEntry(**given, category_id=form.cleaned_data["category"].pk, customer=customer)
    try:
        complaint = services.register(entry, store=store_of(request.user), now=request.now, by=request.user)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return show(request, form, customer, status=refusal.status)
    messages.success(request, _("Complaint %(number)s was registered.") % {"number": complaint.number})
    return HttpResponseRedirect(reverse("complaints:detail", args=[complaint.pk]))


def show(request: HttpRequest, form: RegisterForm, customer: Customer, *, status: int) -> HttpResponse:
    open_ones = Complaint.objects.visible_to(request.user).open().filter(customer=customer)
    context = {
        "nav": "complaints",
        "now": request.now,
        "form": form,
        "customer": customer,
        "phone": customer.phones.exclude(validity="invalid").first(),
        "open_ones": open_ones.select_related("words").order_by("-recorded_at")[:5],
    }
    return render(request, "complaints/register_form.html", context, status=status)
