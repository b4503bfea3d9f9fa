"""The disk for files is full: said in plain words, no row, no part of a file, and no restart afterwards (F7)."""

import errno
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.callbacks.models import Recording
from apps.complaints.models import Attachment
from apps.customers.models import ImportBatch
from tests.browser.furnished import Furnished
from tests.house.whole_house import made

__all__ = ["made"]
BIG = b"0" * 1_500_000
FULL = "存放文件的磁盘已满"


@pytest.fixture
def disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """One megabyte for files; where nobody may mount, a directory whose files break off after one."""
    folder, breaking = tmp_path / "disk", pytest.MonkeyPatch()
    folder.mkdir()
    settings.FILES_ROOT = folder
    argv = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    mounted = subprocess.run(argv, capture_output=True, check=False).returncode == 0
    if not mounted:
        breaking.setattr(SimpleUploadedFile, "chunks", break_off)
    yield folder
    breaking.undo()
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def break_off(upload: SimpleUploadedFile) -> Iterator[bytes]:
    yield b"0" * 100
    if upload.size > 2**20:
        raise OSError(errno.ENOSPC, "No space left on device")


def sites(made: Furnished) -> list[tuple[str, str, str, bytes, type]]:
    """Everywhere a file comes in: who sends it where, what it begins with, and the row it would leave."""
    case = made.sample["handling"]
    return [
        ("zhang", reverse("complaints:attach", args=[case.pk]), "a.png", b"\x89PNG\r\n\x1a\n", Attachment),
        ("zhou", reverse("desk:recording_add", args=[made.sample["call"].pk]), "a.mp3", b"ID3\x04", Recording),
        ("root", reverse("customers:import_new"), "a.csv", "姓名,手机号\n".encode(), ImportBatch),
    ]  # fmt: skip


def send(made: Furnished, who: str, url: str, name: str, content: bytes) -> Any:
    client = Client(raise_request_exception=False)
    client.force_login(made[who])
    return client.post(url, {"file": SimpleUploadedFile(name, content), "source": "DMS"})


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("site", range(3), ids=["complaint", "recording", "list"])
def test_a_full_disk_is_said_and_leaves_nothing(made: Furnished, disk: Path, site: int) -> None:
    who, url, name, head, rows = sites(made)[site]
    with transaction.atomic():
        before = rows.objects.count()
        answer = send(made, who, url, name, head + BIG)
        assert answer.status_code == 507 and FULL in answer.content.decode()
        assert rows.objects.count() == before and files(disk) == []
        assert send(made, who, url, name, head + b"0" * 50).status_code in (302, 400)
        transaction.set_rollback(True)


def test_ready_turns_red_and_green_again(made: Furnished, disk: Path, monkeypatch: Any) -> None:
    def write(path: Path, *_given: Any) -> None:
        raise OSError(errno.ENOSPC, str(path))

    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", write)
        assert Client().get("/healthz/ready/").content == b"not ready: files\n"
    assert Client().get("/healthz/ready/").status_code == 200


def test_a_disk_that_fills_while_the_file_arrives(made: Furnished, disk: Path, monkeypatch: Any) -> None:
    """Before any view: the server's own copy of what is being sent."""
    from django.core.files.uploadhandler import TemporaryFileUploadHandler

    def full(*_given: Any, **_named: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", full)
    who, url, name, head, _rows = sites(made)[2]
    answer = send(made, who, url, name, head + BIG * 2)
    assert answer.status_code == 507 and FULL in answer.content.decode()


def test_without_care_a_part_of_it_stays(made: Furnished, disk: Path, monkeypatch: Any) -> None:
    """Negative control: written straight to its place."""

    def write(upload: SimpleUploadedFile, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            for chunk in upload.chunks():
                file.write(chunk)

    monkeypatch.setattr("apps.customers.services.import_files.write_whole", write)
    who, url, name, head, _rows = sites(made)[2]
    send(made, who, url, name, head + BIG)
    assert len(files(disk)) == 1
