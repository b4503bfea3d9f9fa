"""The production settings: all from the environment, all described, and clean by Django's own checks."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""env(?:iron\.get)?(?:\.\w+)?\(\s*"([A-Z_]+)""")
# Set by manage.py, compose or the tests for themselves, not by people.
INTERNAL = {"CARECENTER_ROLE", "TESTING", "DJANGO_SETTINGS_MODULE"}


def example() -> dict[str, str]:
    """The values .env.example sets, as a shell would read them."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))


def test_every_variable_the_settings_read_is_described() -> None:
    read = set(READ.findall((ROOT / "carecenter" / "settings.py").read_text())) - INTERNAL
    described = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert len(read) > 15
    assert read - described == set()


def test_example_settings_pass_the_deployment_checks() -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            **example(),
            "SECRET_KEY": "0123456789abcdef" * 4,
            "DATABASE_URL": "postgres://carecenter_app:password@postgres:5432/carecenter",
            "REDIS_URL": "redis://:password@redis:6379/0",
            "FILES_ROOT": "/data/files",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def test_example_holds_no_secret() -> None:
    assert {name for name, value in example().items() if not value} == {
        "SECRET_KEY",
        "OWNER_DATABASE_PASSWORD",
        "APP_DATABASE_PASSWORD",
        "REDIS_PASSWORD",
    }


def compose_file() -> tuple[str, dict[str, str]]:
    """The whole compose file, and of each service what is written below its name."""
    text = (ROOT / "deploy" / "compose.yaml").read_text()
    below = text.split("\nservices:\n")[1].split("\nvolumes:\n")[0]
    parts = re.split(r"^  (\w+):\n", below, flags=re.MULTILINE)[1:]
    return text, dict(zip(parts[::2], parts[1::2], strict=True))


def test_only_migrate_and_the_database_know_the_owner() -> None:
    text, services = compose_file()
    shared = text.split("\nservices:\n")[0]
    assert set(services) == {"web", "worker", "beat", "migrate", "postgres", "redis"}
    knowing = {name for name, below in services.items() if "${OWNER_DATABASE_PASSWORD" in below}
    assert knowing == {"migrate", "postgres"}
    assert "${OWNER_DATABASE_PASSWORD" not in shared
    for name in ("OWNER_DATABASE_URL", "OWNER_DATABASE_PASSWORD", "APP_DATABASE_PASSWORD", "REDIS_PASSWORD"):
        assert f'    {name}: ""\n' in shared  # env_file would bring them otherwise


def test_one_part_builds_for_all_and_the_database_is_asked_over_tcp() -> None:
    text, services = compose_file()
    assert [name for name, below in services.items() if "build:" in below] == ["migrate"]
    assert text.count("build:") == 1
    # The server that makes the roles on the first start answers on its socket alone.
    assert '"pg_isready", "-h", "127.0.0.1"' in services["postgres"]


def test_the_proxy_knows_every_port_a_web_container_may_take() -> None:
    first, last = map(int, re.search(r"127\.0\.0\.1:(\d+)-(\d+):8000", compose_file()[0]).groups())
    proxied = re.findall(r"server 127\.0\.0\.1:(\d+) ", (ROOT / "deploy" / "nginx.conf").read_text())
    assert list(map(int, proxied)) == list(range(first, last + 1))


def test_the_port_is_open_before_the_command_has_loaded() -> None:
    told = "os.environ['LISTEN_PID'] == str(os.getpid()), os.environ['LISTEN_FDS']"
    listens = "socket.socket(fileno=3).getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)"
    command = f"import os, socket; print({told}, {listens})"
    script = ROOT / "deploy" / "open_port.py"
    run = subprocess.run(
        [sys.executable, script, "127.0.0.1:0", sys.executable, "-c", command],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == "True 1 1\n", run.stderr


def test_what_stays_out_of_the_image() -> None:
    left_out = set((ROOT / ".dockerignore").read_text().split())
    assert {".git", ".venv", "var", ".env*", "tests"} <= left_out


def test_compose_refuses_to_start_without_secrets() -> None:
    compose = (ROOT / "deploy" / "compose.yaml").read_text()
    for name in ("SECRET_KEY", "OWNER_DATABASE_PASSWORD", "APP_DATABASE_PASSWORD", "REDIS_PASSWORD"):
        assert f"${{{name}:?" in compose
        assert f"${{{name}}}" not in compose
