"""What a person may ask of us: a copy of all data, and to be erased (PIPL 45, 47)."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.access import requires
from apps.accounts.confirming import confirmed_to_post
from apps.core.refusal import Refused
from apps.core.sheets import workbook_response
from apps.customers.forms import add_refusal
from apps.customers.models import Customer
from apps.desk.customer.forms import reason_field
from apps.desk.person.copying import copy_person
from apps.desk.person.erasing import erase_customer, files_of


class CopyForm(forms.Form):
    reason = reason_field(gettext_lazy("Who asked, and how"))
    shape = forms.ChoiceField(
        label=gettext_lazy("Handed out as"),
        choices=[
            ("sheet", gettext_lazy("Workbook (xlsx)")),
            ("page", gettext_lazy("Page to read and print")),
        ],
    )


class EraseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("It stays on record: without names and numbers."),
    )
    sure = forms.BooleanField(label=gettext_lazy("I have checked that this is the person who asked."))


@require_http_methods(["GET", "POST"])
@requires("customers.copy")
@confirmed_to_post
def person_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for what and why; then the workbook or the page, noted either way."""
    customer = _customer(request, pk, "customers.copy")
    form = CopyForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                sheets = copy_person(
                    customer, reason=form.cleaned_data["reason"], now=request.now, by=request.user
                )
            except Refused as refusal:
                add_refusal(form, refusal)
                status = refusal.status
            else:
                return _handed_out(request, customer, sheets, shape=form.cleaned_data["shape"])
    context = {"nav": "customers", "customer": customer, "form": form, "now": request.now}
    return render(request, "desk/person/copy.html", context, status=status)


def _handed_out(request: HttpRequest, customer: Customer, sheets: list, *, shape: str) -> HttpResponse:
    if shape == "sheet":
        name = _("Data of customer %(number)s") % {"number": customer.pk}
        return workbook_response(f"{name}.xlsx", sheets, request=request)
    context = {
        "customer": customer,
        "sheets": sheets,
        "back_url": reverse("desk:customer", args=[customer.pk]),
        "now": request.now,
        "by": request.user,
    }
    return render(request, "desk/person/paper.html", context)


@require_http_methods(["GET", "POST"])
@requires("customers.erase")
@confirmed_to_post
def person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what goes and what stays, then erase. There is no way back."""
    customer = _customer(request, pk, "customers.erase")
    form = EraseForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                erase_customer(customer, reason=form.cleaned_data["reason"], now=request.now, by=request.user)
            except Refused as refusal:
                add_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("The customer was erased; the counts stay."))
                return redirect("desk:customer", customer.pk)
    files = len(files_of(customer))
    context = {"nav": "customers", "customer": customer, "form": form, "files": files, "now": request.now}
    return render(request, "desk/person/erase.html", context, status=status)


def _customer(request: HttpRequest, pk: int, action: str) -> Customer:
    rows = Customer.objects.visible_to(request.user, action).select_related("store").present()
    return get_object_or_404(rows.filter(erased_at__isnull=True), pk=pk)
