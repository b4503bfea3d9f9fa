"""The whole house started, stopped, killed and started again, as a newcomer does it."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.processes import ROOT, free_port, fresh_environment, processes_of

pytestmark = pytest.mark.long
PATIENCE = 360  # seconds for what takes thirty on a quiet machine
Starter = Callable[..., "House"]


class House:
    """One `manage.py up` in a repository path with a space and Chinese characters."""

    def __init__(self, repository: Path, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--empty", "--port", str(self.port)],
            cwd=repository,
            env=fresh_environment(var),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> None:
        """Until the first page is served."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            if self.status("/healthz/?format=text") == 200:
                return
            time.sleep(0.1)
        pytest.fail(f"no first page: {self.process.poll()} {self.log()}")

    def status(self, path: str) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", path)
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()

    def stop(self, sig: signal.Signals) -> int:
        self.process.send_signal(sig)
        return self.process.wait(PATIENCE)

    def log(self) -> str:
        return "".join(path.read_text()[-2000:] for path in (self.var / "log").glob("*.log"))

    def close(self) -> None:
        if self.process.poll() is None:
            self.stop(signal.SIGTERM)
        self.process.stderr.close()


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("客户 关怀") / "var"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    link = tmp_path_factory.mktemp("车 行") / "关怀 中心"
    link.symlink_to(ROOT)
    return link


@pytest.fixture
def start(repository: Path, var: Path) -> Iterator[Starter]:
    houses: list[House] = []

    def start_house() -> House:
        houses.append(House(repository, var))
        return houses[-1]

    yield start_house
    for house in houses:
        house.close()


def manage(var: Path, *words: str) -> str:
    """Run a one-off command beside the house and answer what it says."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=fresh_environment(var),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def assert_nothing_left(var: Path) -> None:
    end = time.monotonic() + PATIENCE
    while processes_of(var) and time.monotonic() < end:
        time.sleep(0.1)
    assert processes_of(var) == []
    assert not (var / "postgres" / "postmaster.pid").exists()


def test_first_start_serves_the_set_up_page_and_refuses_a_second(start: Starter, var: Path) -> None:
    house = start()
    house.wait()
    assert house.status("/") == 302
    assert house.status("/set-up/") == 200
    second = start()
    assert second.process.wait(PATIENCE) == 1
    said = second.process.stderr.read()
    assert f"already runs on the data in {var} (process {house.process.pid})" in said
    assert len(said.strip().splitlines()) == 1
    manage(
        var,
        "shell",
        "-c",
        "from apps.accounts.models import Store; Store.objects.create(name='一店', code='S1')",
    )
    assert house.stop(signal.SIGTERM) == 0
    assert_nothing_left(var)


def test_second_start_keeps_the_data(start: Starter, var: Path) -> None:
    house = start()
    house.wait()
    shown = manage(
        var, "shell", "-v0", "-c", "from apps.accounts.models import Store; print(Store.objects.get())"
    )
    assert "一店" in shown
    kill_the_postmaster(var)
    end = time.monotonic() + PATIENCE
    while house.status("/healthz/ready/") != 200 and time.monotonic() < end:
        time.sleep(0.1)
    assert house.status("/set-up/") == 302, "it was started again, with what it held"
    assert house.stop(signal.SIGINT) == 0
    assert_nothing_left(var)


def test_killed_supervisor_leaves_nothing_and_the_next_start_works(start: Starter, var: Path) -> None:
    house = start()
    house.wait()
    house.stop(signal.SIGKILL)
    again = start()
    again.wait()
    kill_the_web_of(again)
    assert again.process.wait(PATIENCE) == 1, "a fallen part ends the house"
    assert_nothing_left(var)


def kill_the_postmaster(var: Path) -> None:
    """And wait until the supervisor can have seen it, so that what answers afterwards is another one."""
    written = var / "postgres" / "postmaster.pid"
    pid = written.read_text().split()[0]
    os.kill(int(pid), signal.SIGKILL)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and (not written.exists() or written.read_text().split()[:1] in ([pid], [])):
        time.sleep(0.05)
    assert written.read_text().split()[0] != pid


def kill_the_web_of(house: House) -> None:
    children = Path(f"/proc/{house.process.pid}/task/{house.process.pid}/children").read_text().split()
    (web,) = (int(pid) for pid in children if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(web, signal.SIGKILL)


def test_one_off_commands_need_no_running_house(var: Path) -> None:
    assert "一店" in manage(
        var, "shell", "-v0", "-c", "from apps.accounts.models import Store; print(Store.objects.get())"
    )
    assert_nothing_left(var)
