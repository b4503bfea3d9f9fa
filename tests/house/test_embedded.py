"""The embedded servers: started, joined and stopped by separate processes, in places with awkward names."""

import fcntl
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.processes import ROOT, fresh_environment, processes_of

PATIENCE = 240  # seconds for what takes three on a quiet machine
PROBE = """
import sys, time
from django.conf import settings
settings.configure(USE_I18N=False)
from carecenter import embedded
from carecenter.embedded import places
embedded.ensure()
import psycopg2
line = psycopg2.connect(host=str(places.PGSOCK), user="carecenter_app", dbname="carecenter")
cursor = line.cursor()
cursor.execute(sys.argv[1])
print(cursor.fetchone()[0], flush=True)
sys.stdin.read()
"""
FALL = """
import os, signal
from django.conf import settings
settings.configure(USE_I18N=False)
from carecenter import embedded
from carecenter.embedded import places, postgres
import psycopg2
servers = embedded.start()
def asked(statement):
    line = psycopg2.connect(host=str(places.PGSOCK), user="postgres", dbname="carecenter")
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute(statement)
        return line, cursor.fetchone()[0]
line, pid = asked("CREATE TABLE kept AS SELECT 7 AS n; SELECT pg_backend_pid()")
os.kill(pid, signal.SIGSTOP)  # a session that does not see its postmaster go
servers.postgres.kill()
servers.postgres.wait()
try:
    postgres.start(keep_open=[servers.held.fileno()])
    print("started beside the orphan")
except embedded.Trouble:
    print("refused beside the orphan")
print(servers.revive(), asked("SELECT n FROM kept")[1])
servers.redis.kill()
servers.redis.wait()
print(servers.fallen(), servers.revive(), servers.revive(), servers.fallen())
servers.stop()
"""
TRY = """
import sys
from django.conf import settings
settings.configure(USE_I18N=False)
from carecenter import embedded
from carecenter.embedded import servers
servers.PATIENCE = 1
try:
    embedded.ensure()
    print("joined")
except embedded.Trouble:
    print("kept out")
"""
LOCALE = "SELECT datlocale || ' ' || current_user FROM pg_database WHERE datname = current_database()"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A data folder with a space, Chinese characters and more letters than a socket path may have."""
    return tmp_path / "客户 关怀" / ("x" * 100) / "var"


@pytest.fixture
def probes() -> Iterator[list[subprocess.Popen[str]]]:
    running: list[subprocess.Popen[str]] = []
    yield running
    for probe in running:
        probe.kill()
        probe.wait()
        probe.stdin.close()
        probe.stdout.close()


def start_probe(var: Path, *, query: str = "SELECT 1") -> subprocess.Popen[str]:
    """A process that ensures the servers, prints one answer and stays until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", PROBE, query],
        cwd=ROOT,
        env=fresh_environment(var, LC_ALL="zh_CN.UTF-8"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(probe: subprocess.Popen[str]) -> int:
    probe.stdin.close()
    return probe.wait(PATIENCE)


def tried(var: Path) -> str:
    """What comes of joining the servers for one who has no time to wait."""
    return run_in(var, TRY).stdout.strip()


def run_in(var: Path, code: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=fresh_environment(var, **env),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_starts_in_an_awkward_place_with_utf8_and_the_application_role(var: Path, probes: list) -> None:
    probes.append(probe := start_probe(var, query=LOCALE))
    assert probe.stdout.readline().strip() == "C.UTF-8 carecenter_app"
    assert finish(probe) == 0
    assert processes_of(var) == []


def test_second_process_joins_and_is_not_left_alone(var: Path, probes: list) -> None:
    probes.append(first := start_probe(var))
    assert first.stdout.readline().strip() == "1"
    probes.append(second := start_probe(var))
    assert second.stdout.readline().strip() == "1"
    first.stdin.close()
    with pytest.raises(subprocess.TimeoutExpired):
        first.wait(0.5)
    assert finish(second) == 0
    assert first.wait(PATIENCE) == 0
    assert processes_of(var) == []


def test_killed_owner_takes_its_servers_along_and_the_next_start_waits_for_them(
    var: Path, probes: list
) -> None:
    probes.append(first := start_probe(var))
    assert first.stdout.readline().strip() == "1"
    first.send_signal(signal.SIGKILL)
    first.wait()
    probes.append(second := start_probe(var))
    assert second.stdout.readline().strip() == "1"
    assert finish(second) == 0
    assert processes_of(var) == []


@pytest.mark.long
def test_nobody_joins_servers_about_to_end(var: Path, probes: list) -> None:
    """They answer a moment longer than their owner lives; the control is the same servers with their owner there."""
    probes.append(first := start_probe(var))
    assert first.stdout.readline().strip() == "1"
    (var / "owner.lock").write_text(str(ended := buried()))
    assert tried(var) == "kept out", ended
    (var / "owner.lock").write_text(str(first.pid))
    with (var / "visitors.lock").open() as leaving:
        fcntl.flock(leaving, fcntl.LOCK_EX)
        assert tried(var) == "kept out"
    assert tried(var) == "joined"
    assert finish(first) == 0


def buried() -> int:
    """The number of a process that is no more."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_interrupted_first_start_is_made_good(var: Path, probes: list) -> None:
    half_made = var / "postgres.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18")
    probes.append(probe := start_probe(var))
    assert probe.stdout.readline().strip() == "1"
    assert finish(probe) == 0


def test_nothing_starts_when_both_servers_are_named(var: Path) -> None:
    code = (
        "from django.conf import settings; settings.configure()\n"
        "from carecenter import embedded; embedded.ensure(); print(embedded.urls()['app'])"
    )
    env = fresh_environment(var, DATABASE_URL="postgres://a@b/c", REDIS_URL="redis://d")
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=True)
    assert not var.exists()


@pytest.mark.long
def test_a_killed_server_is_started_again_past_what_it_left_behind(var: Path) -> None:
    """F2; its negative control comes first: beside a session of the killed postmaster none starts."""
    done = run_in(var, FALL, CARECENTER_POSTGRES="")  # as at work: a commit is on disk before it returns
    assert (done.stdout + done.stderr).splitlines() == [
        "refused beside the orphan",
        "['PostgreSQL'] 7",
        "Redis ['Redis'] [] None",
    ]
    assert processes_of(var) == []
