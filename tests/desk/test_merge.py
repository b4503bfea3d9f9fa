"""Two files become one and two again: nothing is lost, nothing counted twice, everything goes back (S20)."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.callbacks import services as calls
from apps.callbacks.services import merging as call_part
from apps.complaints.models import Category
from apps.complaints.services import ComplaintEntry, register
from apps.complaints.services import merging as complaint_part
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, Duplicate, Merge, MergeLine, Order, Phone, VehicleRole
from apps.customers.services import merging as customer_part
from apps.desk.person.erasing import erase_customer
from apps.desk.person.merging import merge_customers, undo_merge
from tests.customers.lists import WANG, taken_in, upload
from tests.desk.test_erase import places_with
from tests.house_of_three import House

OTHER = ("王晓明", WANG[1], "豫A99999", "", "JS2611-0002", "2026-11-01", *WANG[6:])
KEPT_OUT = {"customers_merge", "customers_duplicate", "customers_customer"}
COUNTED = """
SELECT (SELECT count(*) FROM customers_order), (SELECT count(*) FROM callbacks_callback),
       (SELECT count(*) FROM duties_duty), (SELECT count(*) FROM complaints_complaint),
       (SELECT count(*) FROM penalties_penalty)
"""


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def pair(house: House, lin: User, zhou: User, noon: datetime) -> tuple[Customer, Customer]:
    """The same person twice: another spelling, one number in common, with calls, a complaint and marks on both."""
    taken_in(upload([WANG, OTHER]), store=house.store, by=zhou, now=noon)
    calls.open_due_follow_ups(now=noon)
    kept, gone = Customer.objects.order_by("pk")
    given: dict[str, Any] = {"now": noon, "by": lin}
    services.add_phone(gone, "13700137000", source="手工", **given)
    services.mark_phone(gone.phones.get(number=WANG[1]), "verified", **given)
    services.opt_out(gone, reason="不想接电话", **given)
    focus = {"kind": "focus", "reason": "挑剔", "measure": "回访", "review_on": date(2026, 11, 9)}
    for customer in (kept, gone):
        services.flag_customer(customer, **focus, **given)
        services.add_note(customer, "备注", **given)
    entry = ComplaintEntry(
        source="visit", category_id=Category.objects.first().pk, customer=gone, text="异响"
    )
    register(entry, store=house.store, now=noon, by=lin)
    services.update_customer(gone, {"address": "花园路 1 号"}, version=gone.version, **given)
    kept.refresh_from_db()
    gone.refresh_from_db()
    return kept, gone


def merged(pair: tuple[Customer, Customer], by: User, now: datetime, **more: Any) -> Merge:
    kept, gone = pair
    given = {"versions": (kept.version, gone.version), "reason": "同一人", "take": ("name", "address")}
    return merge_customers(kept, gone, **{**given, **more}, now=now, by=by)


def everything() -> dict[str, Any]:
    """All rows of all apps that a merge may touch, without the merge itself and the counters of saves."""
    tables = {"customers_customer", "customers_phone", *customer_part.TABLES, *call_part.TABLES}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables | set(complaint_part.TABLES)):
            cursor.execute(f"SELECT to_jsonb(t) - 'version' FROM {table} t ORDER BY id")
            found[table] = cursor.fetchall()
    return found


def counts() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return cursor.fetchone()


def test_every_table_with_a_customer_is_moved() -> None:
    handled = {"customers_phone", *customer_part.TABLES, *call_part.TABLES, *complaint_part.TABLES}
    naming = {
        relation.related_model._meta.db_table
        for relation in Customer._meta.related_objects
        if not hasattr(relation.related_model, "pgh_tracked_model")
    }
    assert naming - KEPT_OUT == handled


def test_one_file_holds_everything_and_the_other_is_hidden(
    pair: tuple[Customer, Customer], zhou: User, noon: datetime
) -> None:
    kept, gone = pair
    before = counts()
    merged(pair, zhou, noon)
    assert counts() == before
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.name, kept.address, kept.name_key) == ("王晓明", "花园路 1 号", gone.name_key)
    assert (gone.undone, gone.merged_into) == (True, kept)
    assert (kept.orders.count(), kept.callbacks.count(), kept.complaints.count()) == (2, 2, 1)
    numbers = kept.phones.values_list("number", "validity", "position")
    assert list(numbers) == [(WANG[1], "verified", 1), ("13700137000", "unknown", 3)]
    assert (kept.do_not_call, gone.do_not_call, kept.flags.count(), kept.notes.count()) == (True, False, 1, 2)
    assert [hit.id for hit in services.search_customers("晓明", zhou)] == [kept.pk]


def test_undoing_restores_every_row(pair: tuple[Customer, Customer], zhou: User, noon: datetime) -> None:
    before = everything()
    merge = merged(pair, zhou, noon)
    assert everything() != before
    undo_merge(merge, reason="弄错了", now=noon, by=zhou)
    assert everything() == before
    with pytest.raises(Refused):
        undo_merge(merge, reason="弄错了", now=noon, by=zhou)
    merge_again = merged([Customer.objects.get(pk=one.pk) for one in pair], zhou, noon)
    assert merge_again.pk != merge.pk


def test_what_people_changed_since_stays_theirs(
    pair: tuple[Customer, Customer], lin: User, zhou: User, noon: datetime
) -> None:
    merge = merged(pair, zhou, noon)
    kept = Customer.objects.get(pk=pair[0].pk)
    services.update_customer(kept, {"address": "新址 9 号"}, version=kept.version, now=noon, by=lin)
    undo_merge(merge, reason="弄错了", now=noon, by=zhou)
    kept.refresh_from_db()
    assert (kept.name, kept.address) == ("王小明", "新址 9 号")


def test_what_makes_no_sense_is_refused(
    pair: tuple[Customer, Customer], lin: User, zhou: User, stranger: User, noon: datetime
) -> None:
    kept, _gone = pair
    for by, code, more in (
        (lin, "forbidden", {}),
        (stranger, "forbidden", {}),
        (zhou, "stale", {"versions": (kept.version, 99)}),
    ):
        with pytest.raises(Refused) as refusal:
            merged(pair, by, noon, **more)
        assert refusal.value.code == code
    with pytest.raises(Refused):
        merged((kept, kept), zhou, noon)
    merged(pair, zhou, noon)
    with pytest.raises(Refused):
        merged([Customer.objects.get(pk=one.pk) for one in pair], zhou, noon)
    assert Merge.objects.count() == 1


def test_the_same_lists_find_the_file_that_stayed(
    house: House, pair: tuple[Customer, Customer], zhou: User, noon: datetime
) -> None:
    merged(pair, zhou, noon)
    third = ("王晓明", "13700137000", "豫A99999", "", "JS2611-0003", "2026-11-02", *WANG[6:])
    taken_in(upload([WANG, OTHER, third]), store=house.store, by=zhou, now=noon)
    assert set(Order.objects.values_list("customer_id", flat=True)) == {pair[0].pk}
    assert Customer.objects.present().count() == 1


def test_erasing_reaches_the_merged_file(pair: tuple[Customer, Customer], fang: User, noon: datetime) -> None:
    merged(pair, fang, noon)
    erase_customer(Customer.objects.get(pk=pair[0].pk), reason="本人要求", now=noon, by=fang)
    for trace in ("王小明", "王晓明", WANG[1], "13700137000", "花园路"):
        assert places_with(trace) == [], trace
    assert MergeLine.objects.filter(column="name").exists()


def test_duplicates_are_suggested_once_and_dismissed(
    house: House, zhou: User, noon: datetime, django_assert_num_queries: Any
) -> None:
    people = [
        Customer.objects.create(store=house.store, name=n, name_key=n, created_at=noon) for n in "甲甲乙丙"
    ]
    numbers = ("13800138001", "13800138007", "13800138001", "13900139000")
    for customer, number in zip(people, numbers, strict=True):
        Phone.objects.create(customer=customer, number=number)
    car = services.find_vehicle(people[3], "豫A12345")
    for customer in people[2:]:
        VehicleRole.objects.create(customer=customer, vehicle=car)
    with django_assert_num_queries(1):
        assert services.find_duplicates(now=noon) == 3
    assert services.find_duplicates(now=noon) == 0
    first, second, third, fourth = (one.pk for one in people)
    found = {(row.first_id, row.second_id): row.why for row in Duplicate.objects.all()}
    assert found == {(first, second): "name", (first, third): "phone", (third, fourth): "vin"}
    assert [one.pk for one, _why in services.duplicates_of(people[2])] == [first, fourth]
    services.dismiss_duplicate(people[2], people[0], now=noon, by=zhou)
    assert [one.pk for one, _why in services.duplicates_of(people[2])] == [fourth]
    assert Duplicate.objects.waiting().count() == 2
