"""script/server and manage.py up on machines that do not fit: one sentence, a non-zero exit, no traceback."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.processes import ROOT, free_port, fresh_environment

SCRIPTS = (
    "script/server",
    "script/test",
    "script/environment",
    "script/bench",
    "script/catalogue",
    ".ci/run",
)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A fresh clone beside a PATH of our own, with the few tools the scripts use and no Python yet."""
    clone = tmp_path / "车 行"
    clone.mkdir()
    shutil.copytree(ROOT / "script", clone / "script")
    shutil.copy(ROOT / "requirements.txt", clone)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "dirname", "df", "awk", "cat", "cmp", "rm", "tail", "grep"):
        (tools / tool).symlink_to(shutil.which(tool))
    return clone


def install(machine: Path, *, name: str, script: str) -> None:
    tool = machine.parent / "bin" / name
    tool.unlink(missing_ok=True)
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)


def server(machine: Path) -> str:
    """What script/server says when it refuses."""
    run = subprocess.run(
        ["script/server"],
        cwd=machine,
        env={"PATH": str(machine.parent / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stdout == ""
    assert len(run.stderr.strip().splitlines()) == 1
    return run.stderr


def test_no_fit_python(machine: Path) -> None:
    install(machine, name="python3", script='echo "cpython 3.10"')
    assert "needs CPython 3.11" in server(machine)


def test_python_3_12_fits_only_beside_a_redis(machine: Path) -> None:
    install(machine, name="python3", script='case "$2" in *sys*) echo "cpython 3.12";; *) exit 1;; esac')
    assert "needs CPython 3.11" in server(machine)
    install(machine, name="redis-server", script="exit 0")
    assert "no venv module" in server(machine)


def test_no_venv_module(machine: Path) -> None:
    install(machine, name="python3.11", script='case "$2" in *sys*) echo "cpython 3.11";; *) exit 1;; esac')
    assert "python3-venv" in server(machine)


def test_full_disk(machine: Path) -> None:
    install(machine, name="python3.11", script='case "$2" in *sys*) echo "cpython 3.11";; esac')
    install(machine, name="df", script='printf "Filesystem 1024-blocks Used Available\\nx 9 9 9\\n"')
    assert "700 MB" in server(machine)


def test_failed_installation(machine: Path) -> None:
    install(machine, name="python3.11", script=FAKE_PYTHON)
    (machine.parent / "bin" / "mkdir").symlink_to(shutil.which("mkdir"))
    (machine.parent / "bin" / "cp").symlink_to(shutil.which("cp"))
    run = subprocess.run(
        ["script/server"],
        cwd=machine,
        env={"PATH": str(machine.parent / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "磁盘空间已满" in run.stderr


FAKE_PYTHON = """
case "$*" in
    *implementation*) echo "cpython 3.11" ;;
    "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *"pip install"*) echo "ERROR: [Errno 28] No space left on device" >&2; exit 1 ;;
esac
"""


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_plain_posix_shell(script: str) -> None:
    assert subprocess.run(["sh", "-n", ROOT / script], check=False).returncode == 0


def up(var: Path, *arguments: str, **env: str) -> str:
    """What `manage.py up` says when it refuses."""
    run = subprocess.run(
        [sys.executable, "manage.py", "up", *arguments],
        cwd=ROOT,
        env=fresh_environment(var, **env),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    return run.stderr


def test_taken_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"Port {port} is taken" in up(tmp_path / "var", "--port", port)


def test_address_of_another_machine(tmp_path: Path) -> None:
    assert "cannot listen on 192.0.2.1" in up(tmp_path / "var", "--host", "192.0.2.1")


def test_unwritable_folder() -> None:
    assert "cannot be written to" in up(Path("/proc/carecenter"))


def test_foreign_folder(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(tmp_path, 12345, 12345)
    folder = tmp_path if os.geteuid() == 0 else Path("/")
    said = up(folder, "--port", str(free_port()), SECRET_KEY="x" * 50)
    assert "belongs to another user" in said


def test_database_that_does_not_answer(tmp_path: Path) -> None:
    said = up(tmp_path / "var", DATABASE_URL="postgres://a@127.0.0.1:1/b", REDIS_URL="redis://127.0.0.1:1")
    assert "The database refused" in said
