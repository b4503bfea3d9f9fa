"""Rows that contradict a customer wait for a person's decision (domain.md 6)."""

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers.models import Customer, ImportBatch, ImportConflict, ImportDecision, Order, Vehicle
from apps.customers.services import decide_conflicts, take_in
from apps.jobs.models import Job
from tests.customers.lists import LI, MEMBERS, WANG, checked, taken_in, upload
from tests.house_of_three import House

DRIVER = ("刘强", "13600136000", "", WANG[3], "JS2611-0041", "2026-11-02", "张磊", "42100", "20")
OWN_CAR = ("刘强", "13600136000", "豫A99999", "", "JS2611-0042", "2026-11-02", "张磊", "900", "30")


@pytest.fixture
def known(house: House, root: User, noon: datetime) -> Customer:
    """王小明 with his car and document."""
    taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    return Customer.objects.get()


def counts(batch: ImportBatch) -> tuple[int, ...]:
    batch.refresh_from_db()
    assert batch.read_count == batch.new_count + batch.changed_count + batch.same_count + batch.refused_count
    return batch.new_count, batch.changed_count, batch.same_count, batch.refused_count


def decide(batch: ImportBatch, decision: str, *, now: datetime, by: User) -> int:
    ids = ImportConflict.objects.open().filter(batch=batch).values_list("pk", flat=True)
    return decide_conflicts(batch, list(ids), decision=decision, now=now, by=by)


def test_a_known_vin_with_another_name_and_phone_waits(
    house: House, known: Customer, root: User, noon: datetime
) -> None:
    batch = checked(upload([DRIVER, OWN_CAR, LI]), store=house.store, by=root, now=noon)
    assert counts(batch) == (1, 0, 0, 2)
    conflict = ImportConflict.objects.get()
    assert (conflict.customer, conflict.code, conflict.person) == (known, "vin_other_customer", 2)

    assert decide(batch, "same", now=noon, by=root) == 2
    assert counts(batch) == (3, 0, 0, 0)
    assert (batch.found["to_call"], Customer.objects.count()) == (3, 1)
    decision = ImportDecision.objects.get()
    assert (decision.decision, decision.by, decision.person) == ("same", root, 2)
    with pytest.raises(Refused) as refusal:
        decide_conflicts(batch, [conflict.pk], decision="other", now=noon, by=root)
    assert refusal.value.code == "stale"

    ImportBatch.objects.filter(pk=batch.pk).update(state="committing")
    batch.refresh_from_db()
    take_in(batch, now=noon, by=root)
    assert Customer.objects.count() == 2
    assert set(known.orders.values_list("number", flat=True)) == {WANG[4], DRIVER[4], OWN_CAR[4]}


def test_decided_after_the_take_in_the_rows_come_in_at_once(
    house: House, known: Customer, root: User, noon: datetime
) -> None:
    batch = taken_in(upload([DRIVER, OWN_CAR, LI]), store=house.store, by=root, now=noon)
    assert counts(batch) == (1, 0, 0, 2)
    assert decide(batch, "other", now=noon, by=root) == 2
    assert counts(batch) == (3, 0, 0, 0)
    driver = Customer.objects.get(name="刘强")
    assert driver.orders.count() == 2
    assert driver.vehicle_roles.get(vehicle__vin=WANG[3]).role == "sender"
    assert Vehicle.objects.count() == 3
    assert Job.objects.filter(key__startswith=f"batch:{batch.pk}:").exists()
    again = checked(upload([DRIVER, OWN_CAR]), store=house.store, by=root, now=noon)
    assert counts(again) == (0, 0, 2, 0)


def test_left_out_rows_stay_out(house: House, known: Customer, root: User, noon: datetime) -> None:
    batch = taken_in(upload([DRIVER, LI]), store=house.store, by=root, now=noon)
    assert decide(batch, "skip", now=noon, by=root) == 0
    assert counts(batch) == (1, 0, 0, 1)
    assert not ImportConflict.objects.open().exists()


def test_a_number_of_another_customer_is_the_same_person_or_stays_out(
    house: House, known: Customer, root: User, noon: datetime
) -> None:
    renamed = ("孙七", "13500135000", "", "", WANG[4], WANG[5], "", "", "")
    batch = taken_in(upload([renamed, LI]), store=house.store, by=root, now=noon)
    assert ImportConflict.objects.get().code == "document_other_customer"
    assert decide(batch, "same", now=noon, by=root) == 1
    assert counts(batch) == (1, 1, 0, 0)
    known.refresh_from_db()
    assert known.name == "孙七"
    assert Order.objects.filter(customer=known).count() == 1
    assert batch.rows.get(verdict="changed").customer == known


def test_the_page_shows_both_records_and_decides(
    house: House, known: Customer, clerk: User, root: User, noon: datetime, signed_in: Any
) -> None:
    batch = checked(upload([DRIVER, LI]), store=house.store, by=root, now=noon)
    page = reverse("customers:import_conflicts")
    client = signed_in(clerk)
    text = client.get(page).text
    assert "刘强" in text
    assert "王小明" in text
    assert "13600136000" not in text
    assert page in client.get(reverse("customers:import_detail", args=[batch.pk])).text
    decide_url = reverse("customers:import_decide", args=[batch.pk])
    conflict = ImportConflict.objects.get()
    assert client.post(decide_url, {"ids": [conflict.pk], "decision": "other"}).status_code == 302
    assert counts(batch) == (2, 0, 0, 0)
    assert "刘强" not in client.get(page).text


def test_a_clerk_does_not_decide_what_is_written_at_once_nor_another_store(
    house: House, known: Customer, clerk: User, stranger: User, root: User, noon: datetime, signed_in: Any
) -> None:
    batch = taken_in(upload([DRIVER, LI]), store=house.store, by=root, now=noon)
    with pytest.raises(Refused) as refusal:
        decide(batch, "other", now=noon, by=clerk)
    assert refusal.value.code == "forbidden"
    conflict = ImportConflict.objects.get()
    decide_url = reverse("customers:import_decide", args=[batch.pk])
    assert signed_in(stranger).post(decide_url, {"ids": [conflict.pk], "decision": "same"}).status_code == 404


def test_a_member_number_of_another_customer_waits(
    house: House, known: Customer, root: User, noon: datetime
) -> None:
    taken_in(
        upload([(WANG[0], WANG[1], "VIP1", "金卡", "2026-11-01")], header=MEMBERS),
        store=house.store,
        by=root,
        now=noon,
    )
    other = ("孙七", "13500135000", "VIP1", "金卡", "2026-11-01")
    batch = checked(upload([other], header=MEMBERS), store=house.store, by=root, now=noon)
    assert ImportConflict.objects.get(batch=batch).code == "member_other_customer"
    assert decide(batch, "other", now=noon, by=root) == 0
    assert counts(batch) == (0, 0, 0, 1)
