"""What hangs on a customer, corrected by people: numbers, vehicles, data checks, members."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.accounts.access import may, requires
from apps.customers import services
from apps.customers.models import DataCheck, Member, Order, Phone, Vehicle, VehicleRole
from apps.desk.customer.editing import Edit, edit_page
from apps.desk.customer.forms import (
    CheckForm,
    MemberEditForm,
    MemberFindingForm,
    PhoneEditForm,
    RoleForm,
    VehicleForm,
)
from apps.desk.customer.marks import both, customer_of


@both
@requires("customers.edit")
def phone_edit(request: HttpRequest, pk: int) -> HttpResponse:
    phone = get_object_or_404(Phone.objects.exclude(number=""), pk=pk)
    customer = customer_of(request, phone.customer_id)

    def save(data: dict[str, Any]) -> None:
        services.describe_phone(phone, **data, now=request.now, by=request.user)

    initial = {"kind": phone.kind, "validity": phone.validity, "first": phone.position == 1}
    title = _("Number %(phone)s") % {"phone": phone}
    return edit_page(request, Edit(customer, title, PhoneEditForm, save, _("Saved."), initial=initial))


@both
@requires("customers.edit")
def role_new(request: HttpRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)

    @transaction.atomic
    def save(data: dict[str, Any]) -> None:
        car = services.find_vehicle(customer, data.pop("vehicle"))
        services.set_vehicle_role(customer, car, **data, now=request.now, by=request.user)

    return edit_page(request, Edit(customer, _("Vehicle of the customer"), RoleForm, save, _("Saved.")))


@both
@requires("customers.edit")
def role_edit(request: HttpRequest, pk: int) -> HttpResponse:
    role = get_object_or_404(VehicleRole.objects.select_related("vehicle"), pk=pk)
    customer = customer_of(request, role.customer_id)

    def save(data: dict[str, Any]) -> None:
        del data["vehicle"]
        services.set_vehicle_role(customer, role.vehicle, **data, now=request.now, by=request.user)

    initial = {"vehicle": str(role.vehicle), "role": role.role, "since": role.since, "until": role.until}
    return edit_page(
        request, Edit(customer, _("Vehicle of the customer"), _fixed_role, save, _("Saved."), initial=initial)
    )


def _fixed_role(*args: Any, **kwargs: Any) -> RoleForm:
    """The form of a role that is there: which vehicle and what role stay, the days change."""
    form = RoleForm(*args, **kwargs)
    for name in ("vehicle", "role"):
        form.fields[name].widget.attrs["readonly"] = True
    return form


@both
@requires("customers.edit")
def vehicle_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A vehicle is corrected from the page of whoever drives it: its newest standing customer."""
    vehicle = get_object_or_404(Vehicle, pk=pk)
    role = vehicle.roles.filter(customer__undone=False).order_by("-pk").first()
    customer = customer_of(request, role.customer_id if role else 0)

    def save(data: dict[str, Any], version: int) -> None:
        services.update_vehicle(vehicle, data, version=version, now=request.now, by=request.user)

    initial = {name: getattr(vehicle, name) for name in VehicleForm.Meta.fields}
    title = _("Correct vehicle %(vehicle)s") % {"vehicle": vehicle}
    return edit_page(
        request, Edit(customer, title, VehicleForm, save, _("Saved."), initial=initial, row=vehicle)
    )


@both
@requires("customers.edit")
def data_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Set one mark of the chain on a delivery note (S24)."""
    order = get_object_or_404(Order.objects.visible_to(request.user, "customers.edit"), pk=pk)
    customer = customer_of(request, order.customer_id)

    def save(data: dict[str, Any]) -> None:
        services.check_data(order, **data, now=request.now, by=request.user)

    done = set(order.data_checks.values_list("step", flat=True))
    initial = {"step": next((step for step in DataCheck.Step.values if step not in done), "phone")}
    title = _("Data check of %(number)s") % {"number": order.number}
    return edit_page(request, Edit(customer, title, CheckForm, save, _("Checked."), initial=initial))


@both
@requires("customers.members")
def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member.objects.visible_to(request.user), pk=pk)
    customer = customer_of(request, member.customer_id)

    def save(data: dict[str, Any], version: int) -> None:
        correct = services.find_member_wrong if data.pop("found", False) else services.correct_member
        correct(member, data, version=version, now=request.now, by=request.user)

    may_find = may(request.user, "customers.find_wrong_members") and member.entered_by_id != request.user.pk
    form = MemberFindingForm if may_find else MemberEditForm
    initial = {name: getattr(member, name) for name in MemberEditForm.base_fields}
    title = _("Member %(number)s") % {"number": member.number}
    return edit_page(request, Edit(customer, title, form, save, _("Saved."), initial=initial, row=member))
