"""One document by hand, corrected and voided (S01, S02)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, Order
from tests.customers.lists import WANG, taken_in, upload
from tests.house_of_three import House

FORM: dict[str, Any] = {
    "kind": "delivery",
    "number": "ck2611-1",
    "document_day": date(2026, 11, 2),
    "customer_name": "王小明",
    "phone": "138 0013 8001",
    "vin": "LSVAU2180N2104482",
    "plate_no": "豫a12345",
    "amount": Decimal("10.50"),
}


def test_it_makes_customer_vehicle_and_document(house: House, zhou: User, noon: datetime) -> None:
    order = services.enter_order(FORM, store=house.store, now=noon, by=zhou)
    assert (order.number, order.kind, order.amount) == ("CK2611-1", "delivery", Decimal("10.50"))
    assert order.customer.phones.get().number == "13800138001"
    assert order.vehicle is not None
    assert order.vehicle.plate == "豫A12345"
    assert [move.what for move in order.moves.all()] == ["entered"]
    assert order.batch is None


def test_it_finds_who_is_there(house: House, zhou: User, noon: datetime) -> None:
    taken_in(upload([WANG]), store=house.store, by=zhou, now=noon)
    services.enter_order(FORM, store=house.store, now=noon, by=zhou)
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "123"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"customer_name": " "}, "customer_name"),
        ({"document_day": date(2026, 11, 4)}, "document_day"),
        ({"document_day": date(1899, 12, 30)}, "document_day"),
        ({"document_day": None}, "document_day"),
        ({"number": ""}, "number"),
        ({"kind": "gift"}, "kind"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    house: House, zhou: User, noon: datetime, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        services.enter_order({**FORM, **change}, store=house.store, now=noon, by=zhou)
    assert refusal.value.field == field
    assert not Customer.objects.exists()


def test_a_number_is_entered_once(house: House, zhou: User, noon: datetime) -> None:
    services.enter_order(FORM, store=house.store, now=noon, by=zhou)
    with pytest.raises(Refused) as refusal:
        services.enter_order(FORM, store=house.store, now=noon, by=zhou)
    assert refusal.value.status == 409
    assert Order.objects.count() == 1


def test_correct_and_void_leave_a_trail(house: House, zhou: User, noon: datetime) -> None:
    order = services.enter_order(FORM, store=house.store, now=noon, by=zhou)
    services.change_order_row(order, {"document_day": date(2026, 11, 1)}, code="day", now=noon, by=zhou)
    services.void_order_row(order, code="duplicate", now=noon, by=zhou)
    assert [move.what for move in order.moves.order_by("pk")] == ["entered", "corrected", "voided"]
    corrected = order.moves.get(what="corrected")
    assert (corrected.old_day, corrected.new_day) == (date(2026, 11, 2), date(2026, 11, 1))
    for verb in (services.void_order_row,):
        with pytest.raises(Refused):
            verb(order, code="again", now=noon, by=zhou)
    with pytest.raises(Refused):
        services.change_order_row(order, {"mileage": 1}, code="x", now=noon, by=zhou)


def test_a_stale_order_is_not_corrected(house: House, zhou: User, noon: datetime) -> None:
    order = services.enter_order(FORM, store=house.store, now=noon, by=zhou)
    stale = Order.objects.get(pk=order.pk)
    services.change_order_row(order, {"mileage": 1}, code="x", now=noon, by=zhou)
    with pytest.raises(Refused) as refusal:
        services.change_order_row(stale, {"mileage": 2}, code="x", now=noon, by=zhou)
    assert refusal.value.code == "stale"


def test_the_form(house: House, zhou: User, signed_in: Any) -> None:
    client = signed_in(zhou)
    data = {**FORM, "document_day": "2026-11-02"}
    assert client.get("/customers/orders/new/").status_code == 200
    assert client.post("/customers/orders/new/", {**data, "phone": "1"}).status_code == 400
    assert client.post("/customers/orders/new/", {**data, "document_day": "2026-13-45"}).status_code == 400
    assert client.post("/customers/orders/new/", data).status_code == 302
    assert client.post("/customers/orders/new/", data).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("zhou", 200), ("clerk", 200), ("lin", 403), ("root", 403)])
def test_who_may_enter(
    house: House, signed_in: Any, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    answer = signed_in(request.getfixturevalue(who)).get("/customers/orders/new/")
    assert answer.status_code == status
