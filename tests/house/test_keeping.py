"""A backup comes back whole on another server, and a damaged one is noticed before anything is written (K1–K3)."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from apps.desk.demo.background import know_the_work
from carecenter.keeping import manifest as kept
from carecenter.keeping.backing_up import DUMP, back_up
from carecenter.keeping.manifest import Damaged, Manifest, read_checked
from tests.desk.oracle.world import lived
from tests.house.processes import ROOT, fresh_environment, processes_of
from tests.house_of_three import build_house

NOW = datetime(2025, 4, 20, 3, 0, tzinfo=UTC)


def flip_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def other_version(folder: Path) -> None:
    """Another version's manifest, whole in itself."""
    told = json.loads((folder / kept.NAME).read_text())
    given = {**told, "format": kept.FORMAT + 1}
    Manifest(**given).write(folder)


def swap(folder: Path) -> None:
    one, other = folder / "files/a.jpg", folder / "files/b.jpg"
    text = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(text)


DAMAGES = {
    "a truncated dump": lambda folder: os.truncate(folder / DUMP, (folder / DUMP).stat().st_size - 1),
    "an empty dump": lambda folder: os.truncate(folder / DUMP, 0),
    "one bit of the dump": lambda folder: flip_bit(folder / DUMP),
    "one bit of a file": lambda folder: flip_bit(folder / "files/a.jpg"),
    "a missing file": lambda folder: (folder / "files/a.jpg").unlink(),
    "a file too many": lambda folder: (folder / "files/c.jpg").write_bytes(b"c"),
    "two files swapped": swap,
    "one bit of the manifest": lambda folder: flip_bit(folder / kept.NAME),
    "no manifest": lambda folder: (folder / kept.NAME).unlink(),
    "another version": other_version,
}


@pytest.fixture
def some_backup(tmp_path):
    folder = tmp_path / "backup"
    (folder / "files").mkdir(parents=True)
    (folder / DUMP).write_bytes(os.urandom(5000))
    (folder / "files/a.jpg").write_bytes(b"a photo")
    (folder / "files/b.jpg").write_bytes(b"a voice")
    manifest = Manifest(taken_at=NOW.isoformat(), server="18", migrations=[], rows={})
    kept.add_files(manifest, folder=folder)
    manifest.write(folder)
    return folder


def test_ten_of_ten_damages_are_noticed(some_backup, tmp_path):
    read_checked(some_backup)
    for name, damage in DAMAGES.items():
        copy = tmp_path / name.replace(" ", "-")
        shutil.copytree(some_backup, copy)
        damage(copy)
        with pytest.raises(Damaged):
            read_checked(copy)


def test_without_digests_a_flipped_bit_goes_unnoticed(some_backup, monkeypatch):
    """Negative control: sizes alone prove nothing."""
    flip_bit(some_backup / DUMP)
    monkeypatch.setattr(kept, "digest_of", lambda path: read_digest(some_backup, path))
    read_checked(some_backup)


def read_digest(folder: Path, path: Path) -> str:
    told = json.loads((folder / kept.NAME).read_text())
    return told["files"][str(path.relative_to(folder))][1]


def manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.mark.long
@pytest.mark.commits
def test_the_house_comes_back_on_another_server(committed, settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "uploads"
    know_the_work()
    life = lived(build_house())
    (settings.FILES_ROOT / "letter.pdf").write_bytes(b"%PDF-1.4")
    folder = back_up(tmp_path / "backups", now=life.now)
    rows = read_checked(folder).rows
    assert rows["callbacks_attempt"] >= 2

    env = fresh_environment(tmp_path / "other", LC_ALL="en_US.UTF-8")
    flipped = shutil.copytree(folder, tmp_path / "flipped")
    flip_bit(flipped / DUMP)
    refused = manage("restore", str(flipped), env=env)
    assert (refused.returncode, "与写入时不同" in refused.stderr) == (1, True), refused.stderr

    done = manage("restore", str(folder), env=env)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "other/files/letter.pdf").read_bytes() == b"%PDF-1.4"
    asked = manage("check_house", "--language", "en", env=env)
    assert {line.split(":")[0] for line in asked.stdout.splitlines()} <= {"D2.late"}, (
        asked.stdout
    )  # years later
    paused = manage("shell", "-v", "0", "-c", PAUSED, env=env)
    assert paused.stdout.strip() == "0 []", paused.stderr
    again = manage("restore", str(folder), env=env)
    assert "不是空的" in again.stderr
    assert processes_of(tmp_path / "other") == []


PAUSED = """
from apps.jobs.models import Job, SwitchedOff
from carecenter.celery import SWEEPS
off = set(SwitchedOff.objects.values_list("kind", flat=True))
print(Job.objects.filter(state__in=Job.OPEN).count(), sorted(off ^ set(SWEEPS)))
"""
