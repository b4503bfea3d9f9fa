"""Taking a checked list in (S21, domain.md 4.6 and 6)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, ImportBatch, Member, Order, Phone, Vehicle, VehicleRole
from apps.customers.rules.refusals import finding_sentence
from apps.customers.services import import_taking_in
from apps.customers.services.feeding import feed_list
from apps.jobs.models import Job
from tests.customers.lists import (
    DELIVERIES,
    LI,
    MEMBERS,
    OLD,
    SETTLEMENTS,
    WANG,
    checked,
    row_versions,
    sample,
    taken_in,
    upload,
)
from tests.house_of_three import House


def test_documents_customers_phones_and_vehicles_come_in(house: House, root: User, noon: datetime) -> None:
    batch = taken_in(upload([WANG, LI]), store=house.store, by=root, now=noon)

    assert batch.state == ImportBatch.State.COMMITTED
    assert (batch.new_count, batch.changed_count, batch.same_count, batch.refused_count) == (2, 0, 0, 0)
    order = Order.objects.get(number="JS2611-0001")
    assert order.document_day == date(2026, 11, 1)
    assert (order.mileage, str(order.amount), order.served_by_name) == (42018, "880.50", "张磊")
    assert order.batch == batch
    assert not order.is_history
    assert order.customer.name == "王小明"
    assert order.customer.name_pinyin.startswith("wangxiaoming wxm")
    assert order.vehicle is not None
    assert order.vehicle.vin == "LSVAU2180N2104482"
    assert [phone.number for phone in order.customer.phones.all()] == ["13800138001"]
    assert VehicleRole.objects.get(customer=order.customer).role == "owner"


def test_it_rings_the_follow_up_sweep(house: House, root: User, noon: datetime) -> None:
    batch = taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    assert Job.objects.filter(kind="callbacks.open_due_follow_ups", key=f"batch:{batch.pk}").exists()


def test_old_documents_become_history(house: House, root: User, noon: datetime) -> None:
    batch = taken_in(upload([WANG, OLD]), store=house.store, by=root, now=noon)
    assert batch.history_count == 1
    assert batch.found["to_call"] == 1
    assert Order.objects.get(number="JS2609-0003").is_history


def test_the_same_list_again_writes_nothing(house: House, root: User, noon: datetime) -> None:
    taken_in(upload([WANG, LI, OLD]), store=house.store, by=root, now=noon)
    before = row_versions()
    other_bytes = upload([WANG, LI, OLD], header=(*SETTLEMENTS[:-1], "结算金额 "))
    batch = checked(other_bytes, store=house.store, by=root, now=noon)
    assert (batch.new_count, batch.changed_count, batch.same_count) == (0, 0, 3)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.COMMITTING)
    batch.refresh_from_db()
    services.take_in(batch, now=noon, by=root)
    assert row_versions() == before


def test_a_list_that_comes_again_by_itself_writes_one_version_for_one_change(
    house: House, root: User, noon: datetime, tmp_path: Path
) -> None:
    """Negative control beside it: one changed mileage is one new version and one line of history."""

    def fed(name: str, *rows: tuple[str, ...]) -> tuple[int, int, int]:
        path = tmp_path / f"{name}.csv"
        path.write_bytes(upload(rows, header=(*SETTLEMENTS[:-1], f"结算金额{' ' * len(name)}")).read())
        found = feed_list(path, source="DMS", store=house.store, now=noon, by=root, dry_run=False)
        assert found.error == ""
        return found.new, found.changed, found.same

    assert fed("a", WANG, LI, OLD) == (3, 0, 0)
    before = row_versions()
    assert fed("ab", WANG, LI, OLD) == (0, 0, 3)
    assert row_versions() == before
    assert fed("abc", (*WANG[:7], "42999", WANG[8]), LI, OLD) == (0, 1, 2)
    assert {name for name, *_ in set(row_versions()) - set(before)} == {"order", "orderevent"}
    assert len(set(row_versions()) - set(before)) == 2


def test_a_changed_row_changes_only_what_differs(house: House, root: User, noon: datetime) -> None:
    taken_in(upload([WANG, LI]), store=house.store, by=root, now=noon)
    before = Order.objects.get(number="JS2611-0002").version
    changed = (*WANG[:7], "42999", WANG[8])
    batch = taken_in(upload([changed, LI]), store=house.store, by=root, now=noon)
    assert (batch.changed_count, batch.same_count) == (1, 1)
    assert batch.rows.get(verdict="changed").changes == {"mileage": [42018, 42999]}
    assert Order.objects.get(number="JS2611-0001").mileage == 42999
    assert Order.objects.get(number="JS2611-0002").version == before


def test_another_vehicle_of_a_known_customer_is_a_change(house: House, root: User, noon: datetime) -> None:
    """Counted as the same it could not be taken in, though something would have been written."""
    given = {"store": house.store, "by": root, "now": noon}
    taken_in(upload([WANG]), **given)
    header, line = ("客户姓名", "手机号", "车牌号", "车型"), (*WANG[:2], "豫A99999", "速腾")
    batch = checked(upload([line, line], header=header), **given)
    assert (batch.new_count, batch.changed_count, batch.same_count, batch.refused_count) == (0, 2, 0, 0)
    assert batch.rows.get(row_no=2).changes == {"vehicle": ["", "豫A99999"]}
    batch = taken_in(upload([line], header=header, name="b.csv"), **given)
    assert Customer.objects.get().vehicle_roles.count() == 2
    again = checked(upload([line, (*WANG[:2], "", "")], header=header, name="c.csv"), **given)
    assert (again.changed_count, again.same_count) == (0, 2)


def test_what_a_list_says_differently_and_is_not_taken_over_is_told(
    house: House, root: User, zhou: User, noon: datetime, signed_in: Any
) -> None:
    given = {"store": house.store, "by": root, "now": noon}
    header = ("客户姓名", "手机号", "车牌号", "地址", "身份证号")
    taken_in(upload([(*WANG[:3], "金水区1号", "410102199001011234")], header=header), **given)
    Customer.objects.update(name_verified_at=noon)
    line = ("王晓明", *WANG[1:3], "二七区2号", "410102199001011234")
    by_member = ("HY1", *line, "男")
    taken_in(upload([("HY1", *WANG[:3], "", "")], header=("会员号", *header)), **given)
    batch = taken_in(
        upload([by_member], header=("会员号", *header, "性别"), name="b.csv"), source="OMD", **given
    )
    assert (batch.changed_count, batch.found["warnings"]) == (1, 1)
    assert list(batch.rows.get().changes) == ["gender"]
    with translation.override("zh-hans"):
        told = [finding_sentence(one) for one in batch.rows.get().findings]
    assert told == [
        "名单中的地址为“二七区2号”，系统保留“金水区1号”。",
        "名单中的客户姓名为“王晓明”，系统保留“王小明”。",
    ]
    page = reverse("customers:list_differences", args=[Customer.objects.get().pk])
    assert all(sentence in signed_in(zhou).get(page).text for sentence in told)


def test_a_vin_or_a_phone_and_name_find_the_customer(house: House, root: User, noon: datetime) -> None:
    taken_in(upload([WANG, LI]), store=house.store, by=root, now=noon)
    same_vin = ("王小明先生", "13800138099", "", WANG[3], "JS2611-0011", "2026-11-02", "", "", "")
    same_phone = ("李 秀兰", LI[1], "", "", "JS2611-0012", "2026-11-02", "", "", "")
    same_plate = ("李秀兰", "13900139099", LI[2], "", "JS2611-0013", "2026-11-02", "", "", "")
    taken_in(upload([same_vin, same_phone, same_plate]), store=house.store, by=root, now=noon)
    assert Customer.objects.count() == 2
    assert {phone.number for phone in Customer.objects.get(name="王小明").phones.all()} == {
        WANG[1],
        "13800138099",
    }
    assert Vehicle.objects.count() == 2


def test_a_name_alone_finds_nobody(house: House, root: User, noon: datetime) -> None:
    namesake = (WANG[0], "13600136000", "", "", "JS2611-0021", "2026-11-02", "", "", "")
    taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    taken_in(upload([namesake]), store=house.store, by=root, now=noon)
    assert Customer.objects.filter(name="王小明").count() == 2


def test_rows_of_one_customer_inside_a_file_make_one_customer(
    house: House, root: User, noon: datetime
) -> None:
    second = ("王小明先生", WANG[1], WANG[2], WANG[3], "JS2611-0031", "2026-11-02", "", "", "")
    taken_in(upload([WANG, second]), store=house.store, by=root, now=noon)
    assert Customer.objects.count() == 1
    assert Vehicle.objects.count() == 1
    assert Order.objects.count() == 2


def test_verified_names_and_numbers_stay(house: House, root: User, noon: datetime) -> None:
    taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    customer = Customer.objects.get()
    services.verify_name(customer, now=noon, by=root)
    services.mark_phone(customer.phones.get(), "verified", now=noon, by=root)
    renamed = ("王晓明", "13800138055/" + WANG[1], *WANG[2:])
    taken_in(upload([renamed]), store=house.store, by=root, now=noon)
    customer.refresh_from_db()
    assert customer.name == "王小明"
    assert [phone.number for phone in customer.phones.all()] == [WANG[1], "13800138055"]


def test_a_new_number_goes_before_an_unverified_one(house: House, root: User, noon: datetime) -> None:
    taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    taken_in(upload([(WANG[0], "13800138077", *WANG[2:])]), store=house.store, by=root, now=noon)
    assert [phone.number for phone in Customer.objects.get().phones.all()] == ["13800138077", WANG[1]]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ((*WANG[:5], "2026-11-02", *WANG[6:]), "document_other_day"),
        (("孙七", "13500135000", "", "", WANG[4], *WANG[5:]), "document_other_customer"),
    ],
)
def test_a_document_that_disagrees_is_refused(
    house: House, root: User, noon: datetime, row: tuple[str, ...], code: str
) -> None:
    taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    batch = checked(upload([row, LI]), store=house.store, by=root, now=noon)
    assert (batch.refused_count, batch.new_count) == (1, 1)
    assert batch.rows.get(verdict="refused").findings[-1]["code"] == code


def test_a_voided_document_does_not_come_back(house: House, root: User, noon: datetime) -> None:
    taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    services.void_order_row(Order.objects.get(), code="wrong", now=noon, by=root)
    batch = checked(upload([WANG, LI]), store=house.store, by=root, now=noon)
    assert batch.rows.get(verdict="refused").findings[-1]["code"] == "document_void"


def test_deliveries_know_their_consultant(house: House, root: User, zhang: User, noon: datetime) -> None:
    row = ("钱进", "13812345678", "", "LSVAU2180N2104482", "朗逸", "CK2611-1", "2026-11-02", "张磊")
    batch = taken_in(upload([row], header=DELIVERIES), store=house.store, by=root, now=noon)
    assert batch.kind == "deliveries"
    order = Order.objects.get()
    assert (order.kind, order.served_by) == ("delivery", zhang)


def test_members_come_in(house: House, root: User, noon: datetime) -> None:
    row = ("钱进", "13812345678", "VIP001", "金卡", "2026-11-02")
    taken_in(upload([row], header=MEMBERS), store=house.store, by=root, now=noon)
    member = Member.objects.get()
    assert (member.number, member.level, member.customer.name) == ("VIP001", "金卡", "钱进")
    assert member.joined_on == date(2026, 11, 2)
    again = taken_in(
        upload([(*row[:3], "白金", row[4])], header=MEMBERS), store=house.store, by=root, now=noon
    )
    assert again.changed_count == 1
    assert Member.objects.get().level == "白金"


def test_a_failure_midway_leaves_nothing(
    house: House, root: User, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(upload([WANG, LI]), store=house.store, by=root, now=noon)
    services.ask_take_in(batch, now=noon, by=root)

    def die(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(import_taking_in, "ask", die)
    with pytest.raises(RuntimeError):
        services.take_in(batch, now=noon, by=root)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.COMMITTING
    assert not Customer.objects.exists()
    assert not Phone.objects.exists()
    assert not Order.objects.exists()


def test_twice_is_refused(house: House, root: User, noon: datetime) -> None:
    batch = taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    with pytest.raises(Refused) as refusal:
        services.take_in(batch, now=noon, by=root)
    assert refusal.value.code == "stale"


def test_nothing_new_is_not_taken_in(house: House, root: User, noon: datetime) -> None:
    taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    batch = checked(upload([WANG, (*WANG[:4], "", *WANG[5:])]), store=house.store, by=root, now=noon)
    assert (batch.same_count, batch.refused_count) == (1, 1)
    with pytest.raises(Refused):
        services.ask_take_in(batch, now=noon, by=root)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("settlements.xlsx", "settlements"), ("deliveries.xls", "deliveries"), ("members.csv", "members")],
)
def test_the_samples_come_in_and_again_without_a_change(
    house: House, root: User, noon: datetime, at: Any, name: str, kind: str
) -> None:
    now = at("2026-11-20 10:00")
    batch = taken_in(sample(name), store=house.store, by=root, now=now)
    assert batch.kind == kind
    assert batch.new_count > 0
    counts = batch.new_count + batch.changed_count + batch.same_count + batch.refused_count
    assert counts == batch.read_count == batch.rows.count()
    before = row_versions()
    ImportBatch.objects.filter(pk=batch.pk).update(file_hash="another")
    again = checked(sample(name), store=house.store, by=root, now=now)
    assert (again.new_count, again.changed_count) == (0, 0)
    assert again.refused_count == batch.refused_count
    assert row_versions() == before
