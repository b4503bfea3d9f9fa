"""`manage.py import_list`: a list out of a folder, one JSON object whatever the file is (S21)."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from apps.accounts.models import User
from apps.customers import services
from apps.customers.models import Customer, ImportBatch, MappingProfile, Order
from apps.jobs.models import Job
from apps.notices.models import Notice
from tests.customers.lists import LI, SAMPLES, WANG, upload
from tests.house_of_three import NOON, House

COUNTS = ("read", "new", "changed", "same", "refused")


def run(path: Path | str, *options: str, source: str = "DMS") -> tuple[int, dict[str, Any]]:
    """Exit status and the one summary."""
    told, status = io.StringIO(), 0
    try:
        call_command("import_list", str(path), "--source", source, *options, stdout=told)
    except SystemExit as end:
        status = int(end.code or 0)
    (line,) = told.getvalue().splitlines()
    return status, json.loads(line)


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "夜间.csv"
    path.write_bytes(upload([WANG, LI, ("孙七", "同上", *LI[2:4], "JS2611-9", *LI[5:])]).read())
    return path


def test_a_list_is_checked_then_taken_in_and_known_the_third_time(house: House, listed: Path) -> None:
    status, told = run(listed, "--dry-run")
    assert (status, told["state"], told["error"]) == (0, "previewed", "")
    assert [told[name] for name in COUNTS] == [3, 2, 0, 0, 1]
    assert not Customer.objects.exists()

    status, told = run(listed)
    assert (status, told["state"]) == (0, "committed")
    assert [told[name] for name in COUNTS] == [3, 2, 0, 0, 1]
    assert Order.objects.count() == 2
    batch = ImportBatch.objects.get(pk=told["batch"])
    assert (batch.file_name, batch.committed_by.username) == ("夜间.csv", "nightly-feed")
    assert not batch.committed_by.has_usable_password()
    assert not MappingProfile.objects.exists()
    assert Job.objects.filter(kind="callbacks.open_due_follow_ups", key=f"batch:{batch.pk}").exists()

    status, told = run(listed)
    assert (status, [told[name] for name in COUNTS]) == (0, [3, 0, 0, 2, 1])
    assert ImportBatch.objects.count() == 1


def test_the_samples_come_in_without_a_saved_mapping(house: House, root: User) -> None:
    for name in ("settlements.xlsx", "deliveries.xls", "members.csv"):
        status, told = run(SAMPLES / name, "--by", "root", "--store", "zd")
        assert (status, told["error"]) == (0, "")
        assert told["read"] == sum(told[count] for count in COUNTS[1:])
    assert ImportBatch.objects.filter(committed_by=root).count() == 3


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
        b"Dear all\nhello\n",
        b"\0" * 99,
    ],
)
def test_any_other_file_is_a_sentence(house: House, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "list.xlsx"
    if content is not None:
        path.write_bytes(content)
    status, told = run(path)
    assert (status, told["state"]) == (1, "failed")
    assert told["error"]
    assert [told[name] for name in COUNTS] == [0] * 5


def test_a_folder_a_wrong_store_and_a_wrong_person_are_sentences(
    house: House, lin: User, listed: Path, tmp_path: Path
) -> None:
    assert run(tmp_path)[1]["error"] == "这不是一个文件。"
    for options in (("--store", "nowhere"), ("--by", "nobody"), ("--by", "lin")):
        status, told = run(listed, *options)
        assert (status, told["state"]) == (1, "failed")
        assert told["error"]
    assert not ImportBatch.objects.exists()


def test_columns_nobody_can_guess_wait_for_a_person(house: House, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(upload([("1", "2", "3")], header=("会员号", "客户", "甲")).read())
    status, told = run(path)
    assert status == 1
    assert told["error"]
    assert not Customer.objects.exists()


def test_a_list_with_half_a_document_waits_for_a_person_once(
    house: House, root: User, tmp_path: Path
) -> None:
    """Taken as a plain list of customers its documents would get no call, and nobody would know."""
    path = tmp_path / "half.csv"
    path.write_bytes(
        upload([(*LI[:2], "D1", LI[5])], header=("客户姓名", "手机号", "单据编号", "结算日期")).read()
    )
    status, told = run(path)
    assert (status, told["state"], told["read"]) == (1, "parsed", 1)
    assert not Customer.objects.exists()
    batch = ImportBatch.objects.get()
    columns = {**batch.mapping, "settlement_no": 2}
    services.set_mapping(batch, columns, kind="settlements", now=NOON)
    status, told = run(path)
    assert (status, told["state"], told["new"]) == (0, "committed", 1)


def test_only_refused_rows_are_not_taken_in_and_somebody_is_told(
    house: House, zhou: User, lin: User, tmp_path: Path
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(upload([("孙七", "同上", *LI[2:4], "JS2611-9", *LI[5:])]).read())
    status, told = run(path)
    assert (status, told["state"], told["refused"]) == (1, "previewed", 1)
    assert told["error"]
    notice = Notice.objects.get()
    assert (notice.user, notice.params["file"]) == (zhou, "bad.csv")
