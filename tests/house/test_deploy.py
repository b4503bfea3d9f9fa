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


def test_compose_refuses_to_start_without_secrets() -> None:
    compose = (ROOT / "deploy" / "compose.yaml").read_text()
    for name in ("SECRET_KEY", "OWNER_DATABASE_PASSWORD", "APP_DATABASE_PASSWORD", "REDIS_PASSWORD"):
        assert f"${{{name}:?" in compose
        assert f"${{{name}}}" not in compose
