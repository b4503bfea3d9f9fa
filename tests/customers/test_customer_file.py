"""The customer's file: flags, consents, notes, checks of data, vehicles over time (S20, S24, S73)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, Flag, Order, Phone, Vehicle
from tests.house_of_three import House

FOCUS = {"kind": "focus", "reason": "投诉两次", "measure": "每周回访", "review_on": date(2026, 11, 10)}


@pytest.fixture
def wang(house: House, noon: datetime) -> Customer:
    return Customer.objects.create(store=house.store, name="王小明", created_at=noon)


def refused(verb: Any, *given: Any, **more: Any) -> tuple[str | None, str]:
    with pytest.raises(Refused) as refusal:
        verb(*given, **more)
    return refusal.value.field, refusal.value.code


def test_a_flag_is_set_reviewed_and_ended(wang: Customer, lin: User, noon: datetime) -> None:
    flag = services.flag_customer(wang, **FOCUS, now=noon, by=lin)
    assert (wang.focus, wang.focus_reason) == (True, "投诉两次")
    assert refused(services.flag_customer, wang, **FOCUS, now=noon, by=lin) == ("kind", "duplicate")
    key = {**FOCUS, "kind": "key", "measure": "", "review_on": None}
    services.flag_customer(wang, **key, now=noon, by=lin)
    later = {"reason": "仍不满意", "measure": "上门", "review_on": date(2026, 12, 1), "now": noon, "by": lin}
    services.review_flag(flag, **later, version=1)
    assert refused(services.review_flag, flag, **later, version=1) == (None, "stale")
    for row in Flag.objects.all():
        services.end_flag(row, reason="已满意", now=noon, by=lin)
    wang.refresh_from_db()
    assert (wang.focus, wang.focus_reason) == (False, "")
    assert refused(services.end_flag, flag, reason="已满意", now=noon, by=lin)[1] == "stale"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"measure": ""}, "measure"),
        ({"review_on": None}, "review_on"),
        ({"review_on": date(2026, 11, 2)}, "review_on"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_a_flag_needs_reason_measure_and_review(
    wang: Customer, lin: User, noon: datetime, change: dict[str, Any], field: str
) -> None:
    assert refused(services.flag_customer, wang, **{**FOCUS, **change}, now=noon, by=lin)[0] == field


def test_reviews_that_are_due(wang: Customer, lin: User, noon: datetime) -> None:
    services.flag_customer(wang, **FOCUS, now=noon, by=lin)
    days = [date(2026, 11, 9), date(2026, 11, 10)]
    assert [Flag.objects.to_review(on=day).count() for day in days] == [0, 1]


def test_the_newest_word_on_a_matter_holds(wang: Customer, lin: User, noon: datetime) -> None:
    given = {"channel": "paper", "evidence": "同意书 17", "now": noon, "by": lin}
    assert refused(services.record_consent, wang, matter="care", given=False, at=noon, **given)[0] == "given"
    services.record_consent(wang, matter="care", given=True, at=noon - timedelta(days=3), **given)
    services.record_consent(wang, matter="recording", given=True, at=noon, **given)
    services.record_consent(wang, matter="care", given=False, at=noon, **given)
    assert [(row.matter, row.given) for row in services.consents_of(wang)] == [
        ("care", False),
        ("recording", True),
    ]
    future = {"matter": "care", "given": True, "at": noon + timedelta(hours=1), **given}
    assert refused(services.record_consent, wang, **future)[0] == "at"
    bare = {"matter": "care", "given": True, "at": noon, **given, "evidence": ""}
    assert refused(services.record_consent, wang, **bare)[0] == "evidence"


def test_notes_are_kept_in_order(wang: Customer, lin: User, noon: datetime) -> None:
    for text in ("先联系其夫人", "周末勿扰"):
        services.add_note(wang, text, now=noon, by=lin)
    assert [note.text for note in wang.notes.all()] == ["周末勿扰", "先联系其夫人"]
    assert refused(services.add_note, wang, "  ", now=noon, by=lin)[0] == "text"


def test_the_three_marks_of_a_delivery(wang: Customer, lin: User, zhou: User, noon: datetime) -> None:
    order = Order.objects.create(
        store=wang.store, kind="delivery", number="CK1", document_day=noon.date(), customer=wang,
        created_at=noon,
    )  # fmt: skip
    check = services.check_data
    check(order, step="consultant", now=noon, by=lin)
    check(order, step="showroom", wrong=["plate"], words="车牌改为豫A12345", now=noon, by=zhou)
    check(order, step="consultant", wrong=["phone"], words="换号", now=noon, by=zhou)
    marks = {mark.step: (mark.by, mark.wrong) for mark in order.data_checks.all()}
    assert marks == {"consultant": (zhou, ["phone"]), "showroom": (zhou, ["plate"])}
    assert (
        order.data_checks.get(step="consultant").events.count() == 2
    )  # what was marked first stays on record
    assert refused(check, order, step="showroom", wrong=["vin"], now=noon, by=lin)[0] == "words"
    Order.objects.update(kind="repair")
    order.refresh_from_db()
    assert refused(check, order, step="phone", now=noon, by=lin)[1] == "state"


def test_a_vehicle_is_corrected_once(house: House, lin: User, noon: datetime) -> None:
    car, other = (Vehicle.objects.create(store=house.store, vin=vin) for vin in ("LSVAU2180N2104482", ""))
    services.update_vehicle(other, {"plate": "豫a·12345", "model": "朗逸"}, version=1, now=noon, by=lin)
    other.refresh_from_db()
    assert (other.plate, other.model, other.version) == ("豫A12345", "朗逸", 2)
    change = services.update_vehicle
    assert refused(change, other, {"model": "途观"}, version=1, now=noon, by=lin)[1] == "stale"
    assert refused(change, other, {"vin": car.vin}, version=2, now=noon, by=lin) == ("vin", "duplicate")
    assert refused(change, other, {"vin": "LSVAU2180N210448O"}, version=2, now=noon, by=lin)[0] == "vin"


def test_roles_at_a_vehicle_have_days(wang: Customer, lin: User, noon: datetime) -> None:
    car = services.find_vehicle(wang, "豫A12345")
    assert services.find_vehicle(wang, " 豫a12345 ") == car
    assert refused(services.find_vehicle, wang, "新车")[0] == "vehicle"
    days = {"since": date(2025, 1, 1), "until": None, "now": noon, "by": lin}
    services.set_vehicle_role(wang, car, role="driver", **days)
    services.set_vehicle_role(wang, car, role="owner", **days)
    services.set_vehicle_role(wang, car, role="owner", **{**days, "until": date(2026, 1, 1)})
    found = {row.role: row.until for row in wang.vehicle_roles.all()}
    assert found == {"driver": None, "owner": date(2026, 1, 1)}
    wrong = {**days, "until": date(2024, 1, 1)}
    assert refused(services.set_vehicle_role, wang, car, role="owner", **wrong)[0] == "until"


def test_numbers_have_a_type_and_validity(wang: Customer, lin: User, noon: datetime) -> None:
    mobile = services.add_phone(wang, "13800138000", source="手工", now=noon, by=lin)
    work = services.add_phone(wang, "0371-66668888", source="手工", kind="work", now=noon, by=lin)
    assert [str(phone.kind_label) for phone in (mobile, work)] == ["手机", "单位"]
    services.describe_phone(work, kind="home", validity="verified", first=True, now=noon, by=lin)
    rows = Phone.objects.filter(customer=wang).values_list("number", "kind", "validity")
    assert list(rows) == [(work.number, "home", "verified"), ("13800138000", "", "unknown")]
    with pytest.raises(Refused):
        services.describe_phone(work, kind="x", validity="verified", first=False, now=noon, by=lin)
