"""Wishes not to be called, and who may be called about what (S20)."""

from datetime import datetime

import pytest

from apps.accounts.models import User
from apps.callbacks.models import Callback
from apps.core.refusal import Refused
from apps.customers.models import CallKind, Customer, OptOut, Vehicle, VehicleRole
from apps.customers.services import may_call, opt_out, opted_out, withdraw_opt_out
from tests.house_of_three import House


@pytest.fixture
def wang(house: House, noon: datetime) -> Customer:
    customer = Customer.objects.create(store=house.store, name="王小明", created_at=noon)
    for plate in ("豫A10001", "豫A10002"):
        car = Vehicle.objects.create(store=house.store, plate=plate)
        VehicleRole.objects.create(customer=customer, vehicle=car)
    return customer


def cars(customer: Customer) -> list[Vehicle]:
    return list(Vehicle.objects.filter(roles__customer=customer).order_by("plate"))


def test_every_kind_of_call_has_its_word() -> None:
    assert set(CallKind.values) - {""} == set(Callback.Kind.values)


def test_a_wish_for_all_calls_is_copied_to_the_customer(wang: Customer, lin: User, noon: datetime) -> None:
    wish = opt_out(wang, reason=" 不想被打扰 ", now=noon, by=lin)
    assert (wang.do_not_call, wang.do_not_call_reason) == (True, "不想被打扰")
    assert not may_call(wang, "repair", cars(wang)[0])
    assert opt_out(wang, reason="再说一遍", now=noon, by=lin) == wish
    withdraw_opt_out(wish, reason="客户同意", now=noon, by=lin)
    wang.refresh_from_db()
    assert (wang.do_not_call, wang.do_not_call_reason) == (False, "")
    assert may_call(wang, "repair")
    with pytest.raises(Refused):
        withdraw_opt_out(wish, reason="客户同意", now=noon, by=lin)


def test_a_narrow_wish_forbids_only_what_it_names(wang: Customer, lin: User, noon: datetime) -> None:
    first, second = cars(wang)
    opt_out(wang, kind="repair", vehicle=first, reason="车已卖", now=noon, by=lin)
    answers = [may_call(wang, kind, car) for kind in ("repair", "delivery") for car in (first, second, None)]
    assert answers == [False, True, True, True, True, True]
    opt_out(wang, kind="repair", reason="不谈维修", now=noon, by=lin)
    assert opted_out(wang, "repair", first).vehicle is None
    assert not wang.do_not_call


@pytest.mark.parametrize(
    ("given", "field"), [({"reason": " "}, "reason"), ({"kind": "x"}, "kind"), ({"vehicle": None}, "vehicle")]
)
def test_what_makes_no_sense_is_refused(
    house: House, wang: Customer, lin: User, noon: datetime, given: dict[str, object], field: str
) -> None:
    if field == "vehicle":
        given = {"vehicle": Vehicle.objects.create(store=house.store, plate="豫A99999")}
    with pytest.raises(Refused) as refusal:
        opt_out(wang, **{"reason": "不想", "now": noon, "by": lin, **given})
    assert refusal.value.field == field
    assert not OptOut.objects.exists()
