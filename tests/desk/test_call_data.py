"""Customer data confirmed or corrected while calling (S24, S63, R07)."""

from uuid import uuid4

import pytest
from django.urls import reverse

from apps.callbacks.models import Attempt, Correction
from apps.complaints.models import Complaint
from apps.core import middleware
from apps.customers.models import DataCheck, Phone

VIN = "LSVAU2180N2104482"


@pytest.fixture
def clock(monkeypatch, noon):
    def stand(moment):
        monkeypatch.setattr(middleware.timezone, "now", lambda: moment)

    stand(noon)
    return stand


@pytest.fixture
def page(signed_in, lin, clock):
    return signed_in(lin)


def url(call):
    return reverse("desk:call", args=[call.pk])


def sent(call, **more):
    data = {"outcome": "refused", "request_key": str(uuid4()), "phone": call.customer.phones.first().pk}
    return data | more


def test_wrong_data_is_corrected_at_once_and_sales_hears_of_it(page, make_call, lin, noon):
    call = make_call()
    phone, plate = call.customer.phones.get(), call.vehicle.plate
    wrong = {f"check-{name}": "wrong" for name in ("name", "phone", "plate")}
    right = {"fix-name": "刘志媛", "fix-phone": "139 1111 2222", "fix-plate": "豫A88888"}
    assert page.post(url(call), sent(call, **wrong, **right)).status_code == 302
    call.refresh_from_db()
    assert (call.customer.name, call.vehicle.plate) == ("刘志媛", "豫A88888")
    first = Phone.objects.filter(customer=call.customer).order_by("position").first()
    assert (first.number, first.source) == ("13911112222", "call")
    assert Phone.objects.filter(pk=phone.pk).exists()
    items = Correction.objects.filter(callback=call)
    assert {(item.field, item.state) for item in items} == {(n, "done") for n in ("name", "phone", "plate")}
    complaint = Complaint.objects.get()
    assert (complaint.category.code, complaint.department.kind, complaint.order) == (
        "data_error",
        "sales",
        call.order,
    )
    assert "刘志远 → 刘志媛" in complaint.words.text
    assert f"{plate} → 豫A88888" in complaint.words.text
    assert phone.number not in complaint.words.text
    mark = DataCheck.objects.get(order=call.order, step="phone")
    assert (mark.by, mark.wrong) == (lin, ["name", "phone", "plate"])
    events = type(call.customer).pgh_event_model.objects.filter(pgh_obj=call.customer.pk, name="刘志媛")
    assert events.first().pgh_context["callback"] == call.pk


def test_wrong_without_a_right_value_is_an_item_for_the_clerk(page, make_call):
    call = make_call()
    page.post(url(call), sent(call, **{"check-name": "wrong"}))
    assert list(Correction.objects.values_list("field", "state")) == [("name", "open")]
    assert Complaint.objects.get().category.code == "data_error"


def test_what_is_missing_is_asked_and_written(page, make_call):
    call = make_call()
    shown = page.get(url(call)).content.decode()
    for name in ("fix-vin", "fix-address", "fix-birthday"):
        assert f'name="{name}"' in shown
    data = sent(
        call, **{"fix-vin": VIN.lower(), "fix-address": "郑东新区 1 号", "fix-birthday": "1990-05-06"}
    )
    assert page.post(url(call), data).status_code == 302
    call.refresh_from_db()
    assert (call.vehicle.vin, call.customer.address, str(call.customer.birthday)) == (
        VIN,
        "郑东新区 1 号",
        "1990-05-06",
    )
    assert not Correction.objects.exists()
    assert not Complaint.objects.exists()


# R07: a delivery of 2 November is checked until 24:00 of 9 November; a repair is nobody's wrong delivery.
RULE = [
    ("delivery", "2026-11-09 17:00", 1), ("delivery", "2026-11-10 09:30", 0), ("repair", "2026-11-03 10:00", 0),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "moment", "complaints"), RULE)
def test_the_week_in_which_wrong_data_is_sales_affair(
    page, make_call, clock, at, lin, kind, moment, complaints
):
    call = make_call(kind=kind)
    clock(at(moment))
    page.force_login(lin)
    assert page.post(url(call), sent(call, **{"check-plate": "wrong"})).status_code == 302
    assert Complaint.objects.count() == complaints


@pytest.mark.parametrize(
    ("field", "value"),
    [("fix-phone", "123"), ("fix-vin", "short"), ("fix-birthday", "gestern"), ("fix-name", "长" * 121)],
)
def test_a_value_that_cannot_be_is_refused_at_its_field_and_kept(page, make_call, field, value):
    call = make_call()
    answer = page.post(url(call), sent(call, **{field: value, "check-name": "wrong"}))
    assert answer.status_code == 400
    assert answer.context["faults"][field]
    assert value in answer.content.decode()
    assert not Attempt.objects.exists()
