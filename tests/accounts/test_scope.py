"""Somebody with several posts: each right counts where the post is that carries it."""

from apps.accounts.access import departments_of, limit, may, scope, store_of
from apps.accounts.models import Department, Post, Role, User
from apps.complaints.models import Category, Complaint
from apps.customers.models import Customer
from tests.house_of_three import SINCE, House, build_house


def test_a_right_held_in_another_store_opens_nothing_here(house: House, lin: User) -> None:
    other = build_house("other", "外店")
    Post.objects.create(user=lin, role=Role.CARE_MANAGER, store=other.store, from_day=SINCE)
    assert store_of(lin) == house.store
    assert not may(lin, "penalties.decide")
    assert scope(lin, "callbacks.call") == "own"


def _complaint(house: House, number: str, department: Department, by: User, **more: object) -> Complaint:
    at = by.date_joined
    customer = Customer.objects.create(store=house.store, name="王小明", created_at=at)
    return Complaint.objects.create(
        store=house.store, customer=customer, number=number, source="visit", level="minor",
        category=Category.objects.first(), department=department, state="handling", learned_at=at,
        recorded_at=at, recorded_by=by, issued_at=at, **more,
    )  # fmt: skip


def test_the_head_of_one_department_does_not_head_the_other(house: House, han: User, lin: User) -> None:
    Post.objects.create(
        user=han, role=Role.DEPARTMENT_STAFF, store=house.store, department=house.aftersales, from_day=SINCE
    )
    assert departments_of(han, "complaints.board") == [house.sales.pk]
    _complaint(house, "1", house.sales, lin)
    _complaint(house, "2", house.aftersales, lin)
    _complaint(house, "3", house.aftersales, lin, handler=han)
    seen = limit(Complaint.objects.all(), han, "complaints.board", department="department", own="handler")
    assert sorted(seen.values_list("number", flat=True)) == ["1", "3"]
