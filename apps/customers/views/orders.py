"""One document entered by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.access import requires, store_of
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.forms import OrderForm, add_refusal


@require_http_methods(["GET", "POST"])
@requires("customers.order")
def order_new(request: HttpRequest) -> HttpResponse:
    form = OrderForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                order = services.enter_order(
                    form.cleaned_data, store=store_of(request.user), now=request.now, by=request.user
                )
            except Refused as refusal:
                add_refusal(form, refusal)
                status = refusal.status
            else:
                messages.success(request, _("%(number)s was entered.") % {"number": order.number})
                return redirect("desk:customer", order.customer_id)
    context = {"nav": "customers", "form": form, "now": request.now}
    return render(request, "customers/order_new.html", context, status=status)
