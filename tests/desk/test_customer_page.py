"""The page of one customer, and its corrections (S20)."""

import io
from copy import deepcopy
from datetime import datetime
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.callbacks.services import open_due_follow_ups
from apps.complaints.models import Category
from apps.complaints.services import ComplaintEntry, register
from apps.customers import services
from apps.customers.models import Customer, ExportLog
from apps.desk.customer.story import story_of
from tests.customers.lists import WANG, house_of_lists, taken_in, upload
from tests.house_of_three import NOON, House


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.fixture(scope="module")
def built(standing: None, tmp_path_factory: Any) -> House:
    house = house_of_lists(upload([WANG]), folder=tmp_path_factory.mktemp("files"))
    open_due_follow_ups(now=NOON)
    return house


@pytest.fixture
def house(db: None, built: House) -> House:
    return deepcopy(built)


@pytest.fixture
def wang(house: House) -> Customer:
    return Customer.objects.get(name=WANG[0])


def test_it_shows_the_masked_customer(wang: Customer, lin: User, signed_in: Any) -> None:
    text = signed_in(lin).get(f"/customers/{wang.pk}/").text
    for part in ("王小明", "138****8001", "豫A12345", "JS2611-0001", "LSVAU2180N2104482"):
        assert part in text
    assert WANG[1] not in text


def test_the_story_tells_what_was_changed(house: House, wang: Customer, zhou: User, root: User) -> None:
    def told() -> list[str]:
        return [entry.note for entry in story_of(wang, reader=zhou) if entry.text == "资料变更"]

    assert told() == []
    wang.name, wang.id_no, wang.version = "王晓明", "410102199001011234", 2
    wang.save()
    wang.phones.update(number="13800138009")
    wang.phones.update(validity="verified")
    Customer.objects.filter(pk=wang.pk).update(version=3, do_not_call=True)
    assert sorted(told()) == [
        "138****8009 · 有效性：未核实 → 电话核实",
        "名称：王小明 → 王晓明 · 证件号码：– → ****1234",
        "电话：138****8001 → 138****8009",
    ]


def test_queries_do_not_grow_with_the_story(
    house: House, wang: Customer, root: User, lin: User, noon: datetime, signed_in: Any
) -> None:
    client = signed_in(lin)
    counts = []
    for size in (3, 30):
        rows = [(*WANG[:4], f"JS26{size:02d}-{n:04d}", *WANG[5:]) for n in range(size)]
        taken_in(upload(rows), store=house.store, by=root, now=noon)
        open_due_follow_ups(now=noon)
        for _turn in range(size):
            services.reveal(wang.phones.get(), code="page", object_id=None, now=noon, by=lin)
        client.get(f"/customers/{wang.pk}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/customers/{wang.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 36


@pytest.mark.parametrize(
    ("who", "status"),
    [("lin", 200), ("gao", 200), ("clerk", 200), ("han", 403), ("wu", 403), ("stranger", 404)],
)
def test_who_may_see(
    wang: Customer, signed_in: Any, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    assert signed_in(request.getfixturevalue(who)).get(f"/customers/{wang.pk}/").status_code == status


def test_the_list_shows_and_searches(wang: Customer, lin: User, signed_in: Any) -> None:
    client = signed_in(lin)
    for query in ("", "?q=小明", "?q=8001", "?after=1"):
        assert client.get(f"/customers/{query}").status_code == 200
    assert "王小明" in client.get("/customers/").text
    assert "王小明" not in client.get("/customers/?q=大明").text
    assert "王小明" not in client.get(f"/customers/?after={wang.pk}").text


def test_the_export_is_masked_and_noted(wang: Customer, zhou: User, lin: User, signed_in: Any) -> None:
    assert signed_in(lin).get("/customers/export/").status_code == 403
    answer = signed_in(zhou).get("/customers/export/")
    strings = ZipFile(io.BytesIO(answer.content)).read("xl/sharedStrings.xml").decode()
    assert "138****8001" in strings
    assert WANG[1] not in strings
    assert (ExportLog.objects.get().by, ExportLog.objects.get().rows) == (zhou, 1)


FORM = {"name": "王大明", "kind": "person", "gender": "male", "address": "", "source": "", "remark": ""}


def test_a_correction_is_kept_and_verified(wang: Customer, lin: User, signed_in: Any) -> None:
    client = signed_in(lin)
    assert client.get(f"/customers/{wang.pk}/edit/").status_code == 200
    assert client.post(f"/customers/{wang.pk}/edit/", {**FORM, "version": wang.version}).status_code == 302
    wang.refresh_from_db()
    assert (wang.name, wang.gender, wang.name_key) == ("王大明", "male", "王大明")
    assert wang.name_pinyin.startswith("wangdaming")
    assert wang.name_verified_at is not None


def test_a_stale_page_loses_nothing(wang: Customer, lin: User, noon: datetime, signed_in: Any) -> None:
    services.update_customer(wang, {"address": "花园路 1 号"}, version=wang.version, now=noon, by=lin)
    answer = signed_in(lin).post(f"/customers/{wang.pk}/edit/", {**FORM, "version": 1})
    assert answer.status_code == 409
    assert "王大明" in answer.text
    assert "花园路 1 号" in answer.text
    wang.refresh_from_db()
    assert wang.name == "王小明"


def test_the_result_of_an_import_shows_its_calls(
    wang: Customer, root: User, lin: User, noon: datetime, signed_in: Any
) -> None:
    open_due_follow_ups(now=noon)
    text = signed_in(root).get(f"/imports/{wang.batch_id}/result/").text
    assert "hx-trigger" not in text
    assert "11-04" in text


def test_the_clerk_sees_no_words_of_a_complaint(
    house: House, wang: Customer, lin: User, clerk: User, noon: datetime, signed_in: Any
) -> None:
    """Section 3: the information clerk corrects data; complaints are not theirs to read."""
    entry = ComplaintEntry(
        source="visit",
        category_id=Category.objects.first().pk,
        customer=wang,
        text="漆面有划痕",
        demand="重新喷漆",
    )
    complaint = register(entry, store=house.store, now=noon, by=lin)
    for person, sees in ((lin, True), (clerk, False)):
        text = signed_in(person).get(f"/customers/{wang.pk}/").text
        assert ("漆面有划痕" in text, complaint.number in text) == (sees, sees), person
        assert ("/calls/" in text) is sees
