"""What people note about a customer: flags, wishes not to be called, consents, remarks."""

from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.access import requires
from apps.callbacks.services import cancel_opted_out
from apps.customers import services
from apps.customers.models import Customer, Flag, OptOut
from apps.desk.customer.editing import Edit, edit_page
from apps.desk.customer.forms import ConsentForm, FlagForm, NoteForm, OptOutForm, ReasonForm, ReviewForm

both = require_http_methods(["GET", "POST"])


def customer_of(request: HttpRequest, pk: int) -> Customer:
    """The customer to be edited: of the person's store, standing and not erased; otherwise not found."""
    rows = Customer.objects.visible_to(request.user, "customers.edit").select_related("store").present()
    return get_object_or_404(rows.filter(erased_at__isnull=True), pk=pk)


@both
@requires("customers.edit")
def opt_out_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)

    @transaction.atomic
    def save(data: dict[str, Any]) -> None:
        services.opt_out(customer, **data, now=request.now, by=request.user)
        cancel_opted_out(customer=customer, now=request.now, by=request.user)

    return edit_page(
        request,
        Edit(
            customer,
            _("Not to be called"),
            partial(OptOutForm, customer=customer),
            save,
            _("Noted. Calls that wait for it are cancelled."),
            text=_("Calls that this forbids are cancelled now and not opened any more."),
        ),
    )


@both
@requires("customers.edit")
def opt_out_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(OptOut.objects.select_related("customer"), pk=pk)
    customer = customer_of(request, row.customer_id)

    def save(data: dict[str, Any]) -> None:
        services.withdraw_opt_out(row, **data, now=request.now, by=request.user)

    title = _("May be called again: %(kind)s") % {"kind": row.get_kind_display()}
    return edit_page(request, Edit(customer, title, ReasonForm, save, _("The customer may be called again.")))


@both
@requires("customers.edit")
def flag_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)

    def save(data: dict[str, Any]) -> None:
        services.flag_customer(customer, **data, now=request.now, by=request.user)

    text = _("Everybody who calls this customer sees it.")
    return edit_page(request, Edit(customer, _("Flag a customer"), FlagForm, save, _("Flagged."), text=text))


@both
@requires("customers.edit")
def flag_review(request: HttpRequest, pk: int) -> HttpResponse:
    flag = _flag(request, pk)

    def save(data: dict[str, Any], version: int) -> None:
        services.review_flag(flag, **data, version=version, now=request.now, by=request.user)

    initial = {"reason": flag.reason, "measure": flag.measure, "review_on": flag.review_on}
    title = _("Review: %(flag)s") % {"flag": flag.get_kind_display()}
    return edit_page(
        request, Edit(flag.customer, title, ReviewForm, save, _("Reviewed."), initial=initial, row=flag)
    )


@both
@requires("customers.edit")
def flag_end(request: HttpRequest, pk: int) -> HttpResponse:
    flag = _flag(request, pk)

    def save(data: dict[str, Any]) -> None:
        services.end_flag(flag, **data, now=request.now, by=request.user)

    title = _("End: %(flag)s") % {"flag": flag.get_kind_display()}
    return edit_page(request, Edit(flag.customer, title, ReasonForm, save, _("The flag has ended.")))


@both
@requires("customers.edit")
def consent_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)

    def save(data: dict[str, Any]) -> None:
        services.record_consent(customer, **data, now=request.now, by=request.user)

    initial = {"given": "1", "at": timezone.localtime(request.now)}
    title, done = _("Consent given or withdrawn"), _("Recorded.")
    return edit_page(request, Edit(customer, title, ConsentForm, save, done, initial=initial))


@both
@requires("customers.edit")
def note_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)

    def save(data: dict[str, Any]) -> None:
        services.add_note(customer, data["text"], now=request.now, by=request.user)

    return edit_page(request, Edit(customer, _("Note on the customer"), NoteForm, save, _("Noted.")))


def _flag(request: HttpRequest, pk: int) -> Flag:
    flag = get_object_or_404(Flag.objects.visible_to(request.user, "customers.edit"), pk=pk)
    flag.customer = customer_of(request, flag.customer_id)
    return flag
