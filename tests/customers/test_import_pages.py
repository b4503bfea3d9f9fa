"""The five steps in the browser's eyes (S21)."""

import io
from datetime import datetime
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import User
from apps.core.kept_files import stored_path
from apps.customers import services, tasks
from apps.customers.models import ExportLog, ImportBatch, MappingProfile, Order
from apps.jobs.models import Job
from apps.jobs.running import perform
from tests.customers.lists import LI, WANG, checked, received, taken_in, upload
from tests.house_of_three import House

NEW = "/customers/imports/new/"


def work(kind: str, *, now: datetime) -> None:
    """A worker does the jobs of this kind that wait."""
    for job in Job.objects.filter(kind=kind, state=Job.State.ASKED):
        perform(getattr(tasks, kind.split(".")[1]).work, job.pk, atomic=False, now=now)


def send(client: Any, file: Any, source: str = "DMS") -> Any:
    return client.post(NEW, {"file": file, "source": source})


def test_the_whole_way(house: House, zhou: User, noon: datetime, signed_in: Any) -> None:
    client = signed_in(zhou)
    assert client.get(NEW).status_code == 200
    answer = send(client, upload([WANG, LI, ("孙七", "同上", *LI[2:4], "JS2611-9", *LI[5:])]))
    batch = ImportBatch.objects.get()
    page = reverse("customers:import_detail", args=[batch.pk])
    assert answer["Location"] == page
    assert "13800138001" in client.get(page).text

    form = {f"column-{index}": name for name, index in batch.mapping.items()}
    assert client.post(page, {"kind": "settlements", **form})["Location"] == page
    assert "hx-trigger" in client.get(page).text
    work("customers.check_batch", now=noon)
    assert client.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    text = client.get(page).text
    assert "孙七" not in text
    assert client.get(f"{page}?tab=new").text.count("JS2611-000") == 2

    client.post(reverse("customers:import_take_in", args=[batch.pk]))
    assert client.get(page).status_code == 200
    work("customers.take_in_batch", now=noon)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.COMMITTED
    assert Order.objects.count() == 2
    assert reverse("desk:import_result", args=[batch.pk]) in client.get(page).text
    assert MappingProfile.objects.get().source == "DMS"


def test_refused_rows_come_back_as_a_workbook(
    house: House, root: User, noon: datetime, signed_in: Any
) -> None:
    formula = ("=cmd()", "", *LI[2:4], "JS2611-9", *LI[5:])
    batch = checked(upload([WANG, formula]), store=house.store, by=root, now=noon)
    answer = signed_in(root).get(reverse("customers:import_refused", args=[batch.pk]))
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    strings = ZipFile(io.BytesIO(answer.content)).read("xl/sharedStrings.xml").decode()
    assert "错误原因" in strings
    assert "=cmd()" in strings, strings
    assert ExportLog.objects.get().rows == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_refused_rows_put_right_come_in_with_the_columns_of_their_list(
    house: House, root: User, noon: datetime, language: str
) -> None:
    """Also below a heading of two rows with a unit row, and where the columns were matched by hand once."""
    groups = ("客户资料", "", "结算资料", "", "", "")
    heading = ("名字", "手机", "工单号", "结算时间", "应收金额", "姓名")
    units = ("", "", "", "", "(万元)", "")
    line = ("王小明", "同上", "RO-1", "2026-11-01", "1.5", "别人")
    batch = received(upload([heading, units, line], header=groups), store=house.store, by=root, now=noon)
    services.parse(batch)
    assert batch.header_rows == 2
    services.set_mapping(batch, {**batch.mapping, "customer_name": 0}, kind="settlements", now=noon)
    services.check(batch, now=noon)
    with translation.override(language):
        columns, (row,) = services.refused_headers(batch), list(services.refused_rows(batch))
    again = upload([[row[0], "13812345678", *map(str, row[2:])]], header=columns)
    batch = received(again, store=house.store, by=root, now=noon)
    services.parse(batch)
    assert batch.found["remembered"]
    services.set_mapping(batch, batch.mapping, kind=batch.kind, now=noon)
    services.check(batch, now=noon)
    staged = batch.rows.get().clean
    assert (staged["name"], staged["settlement_no"], staged["amount"]) == ("王小明", "RO-1", "15000.00")
    elsewhere = upload([[row[0], "13812345679", *map(str, row[2:])]], header=columns)
    guessed = received(elsewhere, store=house.store, by=root, now=noon, source="ohne")
    services.parse(guessed)
    assert not guessed.found["remembered"]
    assert guessed.mapping == {
        "customer_name": 5,
        "phone": 1,
        "settlement_no": 2,
        "settled_on": 3,
        "amount": 4,
    }


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 400), (b"PK\x03\x04 broken", 400), (b"\x89PNG\r\n\x1a\n" + b"x" * 99, 400), (b"a\n1\n", 400)],
)
def test_a_file_of_no_use_gets_a_sentence(
    house: House, root: User, signed_in: Any, content: bytes, status: int
) -> None:
    answer = send(signed_in(root), SimpleUploadedFile("list.xlsx", content))
    assert answer.status_code == status
    assert 'class="fault"' in answer.text
    assert not ImportBatch.objects.exclude(state=ImportBatch.State.FAILED).exists()


def test_a_useless_file_may_come_again(house: House, root: User, signed_in: Any) -> None:
    for _turn in range(2):
        assert send(signed_in(root), SimpleUploadedFile("list.csv", b"a\n1\n")).status_code == 400


def test_the_same_file_is_recognised(house: House, root: User, noon: datetime, signed_in: Any) -> None:
    batch = taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    answer = send(signed_in(root), upload([WANG], name="renamed.csv"))
    assert answer.status_code == 409
    assert reverse("customers:import_detail", args=[batch.pk]) in answer.text
    assert ImportBatch.objects.count() == 1


def test_columns_are_remembered(house: House, root: User, noon: datetime) -> None:
    header = ("甲", "乙", "丙", "客户姓名", "手机号", "结算单号", "结算日期")
    row = ("", "", "豫A12345", "王小明", "13800138001", "JS1", "2026-11-01")
    batch = services.receive_file(
        upload([row], header=header), store=house.store, source="X", now=noon, by=root
    )
    services.parse(batch)
    services.set_mapping(batch, {**batch.mapping, "plate_no": 2}, kind="settlements", now=noon)
    row = ("", "", "豫A12345", "王小明", "13800138001", "JS2", "2026-11-01")
    batch = services.receive_file(
        upload([row], header=header), store=house.store, source="X", now=noon, by=root
    )
    services.parse(batch)
    assert batch.mapping["plate_no"] == 2
    assert batch.found["remembered"]


def test_one_meaning_for_two_columns_is_refused(
    house: House, root: User, noon: datetime, signed_in: Any
) -> None:
    batch = services.receive_file(upload([WANG]), store=house.store, source="X", now=noon, by=root)
    services.parse(batch)
    answer = signed_in(root).post(
        reverse("customers:import_detail", args=[batch.pk]),
        {"kind": "settlements", "column-0": "customer_name", "column-1": "customer_name"},
    )
    assert answer.status_code == 400
    assert 'class="fault"' in answer.text


def test_cancelling_forgets_rows_and_file(house: House, root: User, noon: datetime, signed_in: Any) -> None:
    batch = checked(upload([WANG]), store=house.store, by=root, now=noon)
    stored = stored_path(batch.file_path)
    assert stored.exists()
    signed_in(root).post(reverse("customers:import_cancel", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.CANCELLED
    assert not batch.rows.exists()
    assert not stored.exists()


def test_a_dry_run_whose_command_was_killed_goes_on_from_the_page(
    house: House, root: User, noon: datetime, signed_in: Any
) -> None:
    batch = services.receive_file(upload([WANG]), store=house.store, source="X", now=noon, by=root)
    services.parse(batch)
    services.set_mapping(batch, batch.mapping, kind=batch.kind, now=noon, remember=False)
    client = signed_in(root)
    retry = reverse("customers:import_retry", args=[batch.pk])
    assert retry in client.get(reverse("customers:import_detail", args=[batch.pk])).text
    client.post(retry)
    work("customers.check_batch", now=noon)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.PREVIEWED


def test_undo_from_the_page(house: House, root: User, noon: datetime, signed_in: Any) -> None:
    client = signed_in(root)
    batch = taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    assert "undo-import" in client.get(reverse("desk:import_result", args=[batch.pk])).text
    client.post(reverse("desk:import_undo", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.ROLLED_BACK
    again = taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    assert again.new_count == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("root", 200), ("clerk", 200), ("zhou", 200), ("lin", 403), ("han", 403), ("qian", 403)],
)
def test_who_may_import(
    house: House, signed_in: Any, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    assert signed_in(request.getfixturevalue(who)).get(NEW).status_code == status


def test_a_clerk_prepares_but_does_not_take_in(
    house: House, clerk: User, noon: datetime, signed_in: Any
) -> None:
    batch = checked(upload([WANG]), store=house.store, by=clerk, now=noon)
    answer = signed_in(clerk).post(reverse("customers:import_take_in", args=[batch.pk]))
    assert answer.status_code == 403


def test_another_store_sees_nothing(
    house: House, root: User, stranger: User, noon: datetime, signed_in: Any
) -> None:
    batch = checked(upload([WANG]), store=house.store, by=root, now=noon)
    client = signed_in(stranger)
    assert client.get(reverse("customers:import_detail", args=[batch.pk])).status_code == 404
    assert client.get(reverse("customers:import_refused", args=[batch.pk])).status_code == 404
    assert client.post(reverse("desk:import_undo", args=[batch.pk])).status_code == 404


def test_queries_do_not_grow_with_rows(
    house: House, root: User, noon: datetime, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(root)
    rows = [(f"客户{n}", f"138{n:08d}", "", "", f"JS{n:06d}", "2026-11-01", "", "", "") for n in range(60)]
    batch = checked(upload(rows), store=house.store, by=root, now=noon)
    with django_assert_max_num_queries(16):
        client.get(reverse("customers:import_detail", args=[batch.pk]) + "?tab=new")
    with django_assert_max_num_queries(16):
        client.get(reverse("customers:import_list"))
