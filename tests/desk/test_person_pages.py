"""What people note on a customer's page, segments, and what a customer may ask of us (S20, S24, S73, S93)."""

import io
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.callbacks.services import open_due_follow_ups
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, DataCopy, ExportLog, Order, Segment
from apps.desk.segments.filtering import segment
from apps.desk.segments.saving import save_segment
from tests.customers.lists import LI, WANG, house_of_lists, upload
from tests.house_of_three import NOON, House


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.fixture(scope="module")
def built(standing: None, tmp_path_factory: Any) -> House:
    house = house_of_lists(upload([WANG, LI]), folder=tmp_path_factory.mktemp("files"))
    open_due_follow_ups(now=NOON)
    return house


@pytest.fixture
def house(db: None, built: House) -> House:
    return deepcopy(built)


@pytest.fixture
def wang(house: House) -> Customer:
    return Customer.objects.get(name=WANG[0])


def test_marks_are_set_on_their_pages(wang: Customer, lin: User, zhou: User, signed_in: Any) -> None:
    client, base = signed_in(lin), f"/customers/{wang.pk}"
    sent = {
        "flag": {"kind": "focus", "reason": "挑剔", "measure": "每周回访", "review_on": "2099-01-01"},
        "opt-out": {"kind": "repair", "reason": "不谈维修"},
        "consent": {
            "matter": "care",
            "given": "1",
            "at": "2026-01-01T10:00",
            "channel": "paper",
            "evidence": "文件七",
        },
        "note": {"text": "先联系其夫人"},
        "vehicle": {"vehicle": "豫B12345", "role": "driver", "since": "2026-01-01"},
    }
    for page, data in sent.items():
        assert client.get(f"{base}/{page}/").status_code == 200
        assert client.post(f"{base}/{page}/", {}).status_code == 400, page
        assert client.post(f"{base}/{page}/", data).status_code == 302, page
    text = client.get(f"{base}/").text
    for part in ("挑剔", "不谈维修", "文件七", "先联系其夫人", "豫B12345"):
        assert part in text


def test_a_stale_review_keeps_both_texts(wang: Customer, lin: User, noon: datetime, signed_in: Any) -> None:
    day = date(2099, 1, 1)
    flag = services.flag_customer(
        wang, kind="focus", reason="挑剔", measure="回访", review_on=day, now=noon, by=lin
    )
    later = {"reason": "很挑剔", "measure": "上门", "review_on": day, "now": noon, "by": lin}
    services.review_flag(flag, **later, version=1)
    sent = {"reason": "挑剔", "measure": "我写的措施", "review_on": "2099-01-01", "version": 1}
    answer = signed_in(lin).post(f"/flags/{flag.pk}/review/", sent)
    assert answer.status_code == 409
    assert "我写的措施" in answer.text
    assert "上门" in answer.text
    assert 'name="version" value="2"' in answer.text


def test_another_stores_rows_are_not_found(wang: Customer, stranger: User, signed_in: Any) -> None:
    client = signed_in(stranger)
    order, phone, role = wang.orders.get(), wang.phones.get(), wang.vehicle_roles.get()
    for path in (
        f"customers/{wang.pk}/merge", f"customers/{wang.pk}/copy", f"customers/{wang.pk}/flag",
        f"orders/{order.pk}/check",
        f"phones/{phone.pk}", f"vehicle-roles/{role.pk}", f"vehicles/{role.vehicle_id}",
    ):  # fmt: skip
        assert client.get(f"/{path}/").status_code == 404, path


def test_a_due_review_is_on_the_managers_desk(
    wang: Customer, zhou: User, noon: datetime, signed_in: Any
) -> None:
    given = {"kind": "focus", "reason": "挑剔", "measure": "回访", "now": noon, "by": zhou}
    services.flag_customer(wang, review_on=noon.date(), **given)
    assert wang.name in signed_in(zhou).get("/").text


def test_merge_by_hand(wang: Customer, zhou: User, signed_in: Any) -> None:
    client, other = signed_in(zhou), Customer.objects.exclude(pk=wang.pk).get()
    assert other.name in client.get(f"/customers/{wang.pk}/merge/?q={other.name}").text
    page = f"/customers/{wang.pk}/merge/?with={other.pk}"
    shown = client.get(page).text
    cars = {role.vehicle.plate for role in (*wang.vehicle_roles.all(), *other.vehicle_roles.all())}
    for part in (other.name, *cars, *(str(phone) for phone in (*wang.phones.all(), *other.phones.all()))):
        assert part in shown
    sent = {
        "with": other.pk,
        "kept_version": wang.version,
        "gone_version": 9,
        "take-name": "gone",
        "reason": "同一人",
    }
    assert client.post(page, sent).status_code == 409
    answer = client.post(page, {**sent, "gone_version": other.version}, follow=True)
    assert other.name in answer.context["customer"].name
    assert client.get(f"/customers/{other.pk}/").url == f"/customers/{wang.pk}/"
    merge = wang.merges_in.get()
    assert client.post(f"/merges/{merge.pk}/undo/", {"reason": "弄错了"}).status_code == 302
    assert client.get(f"/customers/{other.pk}/").status_code == 200


def test_the_copy_holds_everything_and_is_noted(
    wang: Customer, zhou: User, noon: datetime, signed_in: Any
) -> None:
    given = {"channel": "paper", "evidence": "文件七", "now": noon, "by": zhou}
    services.record_consent(wang, matter="care", given=True, at=noon, **given)
    services.add_note(wang, "先联系其夫人", now=noon, by=zhou)
    client, page = signed_in(zhou), f"/customers/{wang.pk}/copy/"
    assert client.post(page, {"shape": "page"}).status_code == 400
    sheet = client.post(page, {"shape": "sheet", "reason": "本人到店"})
    strings = ZipFile(io.BytesIO(sheet.content)).read("xl/sharedStrings.xml").decode()
    paper = client.post(page, {"shape": "page", "reason": "本人到店"}).text
    for part in (WANG[0], WANG[1], WANG[3], WANG[4], "文件七", "先联系其夫人", "号码", "关系"):
        assert part in strings
        assert part in paper
    assert DataCopy.objects.count() == ExportLog.objects.filter(what="person", filters={}).count() == 2


def test_only_the_director_erases_and_only_for_sure(
    wang: Customer, zhou: User, fang: User, signed_in: Any
) -> None:
    page = f"/customers/{wang.pk}/erase/"
    assert signed_in(zhou).get(page).status_code == 403
    client = signed_in(fang)
    assert client.post(page, {"reason": "本人要求"}).status_code == 400
    assert client.post(page, {"reason": "本人要求", "sure": "1"}).status_code == 302
    assert WANG[0] not in client.get(f"/customers/{wang.pk}/").text
    assert Order.objects.count() == 2


def test_every_filter_narrows_and_count_agrees_with_list(
    house: House, wang: Customer, zhou: User, noon: datetime, signed_in: Any
) -> None:
    day = noon.date()
    services.opt_out(wang, reason="不想", now=noon, by=zhou)
    services.flag_customer(wang, kind="key", reason="大户", measure="", review_on=None, now=noon, by=zhou)
    given = {"channel": "paper", "evidence": "x", "now": noon, "by": zhou}
    services.record_consent(wang, matter="marketing", given=True, at=noon - timedelta(days=1), **given)
    Customer.objects.filter(pk=wang.pk).update(birthday=day + timedelta(days=3), address="花园路")
    mine = {
        "opt_out": "every", "flag": "key", "consent": "marketing", "birthday": "7", "address": "花园",
    }  # fmt: skip
    both = {
        "kind": "person",
        "visit": "within:1",
        "member": "no",
        "complaint": "none",
        "satisfaction": "unasked",
    }
    none = {
        "visit": "never",
        "opt_out": "x",
        "flag": "focus",
        "level": "金",
        "missing": "phone",
        "kind": "company",
    }
    none["opt_out"] = "none"
    for name, value in mine.items():
        found = segment({name: value}, store=house.store, on=day)
        assert [one.pk for one in found] == [wang.pk], name
    assert segment(both, store=house.store, on=day).count() == 2
    assert segment({"opt_out": "none"}, store=house.store, on=day).count() == 1
    for name in ("visit", "flag", "level", "missing", "kind"):
        assert not segment({name: none[name]}, store=house.store, on=day).exists(), name
    services.record_consent(wang, matter="marketing", given=False, at=noon, **given)
    assert not segment({"consent": "marketing"}, store=house.store, on=day).exists()


def test_segments_are_saved_counted_and_exported(
    wang: Customer, lin: User, zhou: User, signed_in: Any
) -> None:
    client = signed_in(zhou)
    page = client.get("/segments/try/?kind=person&visit=within:12")
    assert page.context["page"].paginator.count == len(page.context["hits"])
    assert client.post("/segments/save/", {"name": "", "kind": "person"}).status_code == 400
    answer = client.post("/segments/save/", {"name": "个人客户", "kind": "person"}, follow=True)
    row = Segment.objects.get()
    assert (row.count, answer.context["page"].paginator.count, row.filters) == (2, 2, {"kind": "person"})
    stale = {"name": "企业客户", "kind": "company", "version": 9}
    assert client.post(f"/segments/{row.pk}/save/", stale).status_code == 409
    assert client.post("/segments/save/", {"name": "个人客户", "kind": "company"}).status_code == 409
    assert client.get(f"/segments/{row.pk}/export/").status_code == 200
    assert ExportLog.objects.get().rows == 2
    assert signed_in(lin).get(f"/segments/{row.pk}/export/").status_code == 403
    assert signed_in(lin).get("/segments/").status_code == 200
    assert signed_in(zhou).post(f"/segments/{row.pk}/remove/").status_code == 302
    assert not Segment.objects.exists()


def test_a_segment_takes_the_same_queries_whatever_its_size(
    house: House, wang: Customer, zhou: User, noon: datetime, signed_in: Any
) -> None:
    row = save_segment("所有人", {"kind": "person"}, store=house.store, now=noon, by=zhou)
    client, counts = signed_in(zhou), []
    for size in (3, 30):
        for n in range(size):
            Customer.objects.create(store=house.store, name=f"甲{size}{n}", created_at=noon)
        client.get(f"/segments/{row.pk}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/segments/{row.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_a_segment_needs_a_filter(house: House, zhou: User, noon: datetime) -> None:
    with pytest.raises(Refused):
        save_segment("空", {"nonsense": "1"}, store=house.store, now=noon, by=zhou)
