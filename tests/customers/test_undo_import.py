"""Customers' part of undoing an import (domain.md 4.6)."""

from datetime import datetime

import pytest

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, ImportBatch, Member, Order
from tests.customers.lists import LI, MEMBERS, WANG, checked, taken_in, upload
from tests.house_of_three import House


def test_documents_go_and_their_numbers_are_free(house: House, root: User, noon: datetime) -> None:
    first = taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    second = taken_in(upload([(*WANG[:4], "JS2611-9", *WANG[5:]), LI]), store=house.store, by=root, now=noon)
    assert services.remove_batch_rows(second, now=noon, by=root) == 2
    assert second.state == ImportBatch.State.ROLLED_BACK
    assert set(Order.objects.filter(state="active").values_list("number", flat=True)) == {WANG[4]}
    assert {customer.name for customer in Customer.objects.present()} == {WANG[0]}
    assert services.search_customers(LI[0], root) == []

    again = taken_in(upload([LI]), store=house.store, by=root, now=noon)
    assert again.new_count == 1
    assert Order.objects.get(number=LI[4], state="active").customer.undone is False
    assert first.state == ImportBatch.State.COMMITTED


def test_the_undone_file_may_come_again(house: House, root: User, noon: datetime) -> None:
    batch = taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    services.remove_batch_rows(batch, now=noon, by=root)
    assert checked(upload([WANG]), store=house.store, by=root, now=noon).new_count == 1


def test_members_go_too(house: House, root: User, noon: datetime) -> None:
    row = ("钱进", "13812345678", "VIP001", "金卡", "2026-11-02")
    batch = taken_in(upload([row], header=MEMBERS), store=house.store, by=root, now=noon)
    services.remove_batch_rows(batch, now=noon, by=root)
    assert not Member.objects.exists()


def test_only_what_was_taken_in_is_undone(house: House, root: User, noon: datetime) -> None:
    batch = checked(upload([WANG]), store=house.store, by=root, now=noon)
    with pytest.raises(Refused) as refusal:
        services.remove_batch_rows(batch, now=noon, by=root)
    assert refusal.value.code == "stale"
