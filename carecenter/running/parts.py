"""Web, worker and beat as children of one supervisor."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import IO

from carecenter.embedded import VAR, children
from carecenter.embedded.places import BASE, open_log
from carecenter.running import terminal
from carecenter.running.address import Address

Part = subprocess.Popen[bytes]
PATIENT = "carecenter.running.overload.PatientWorker"
CELERY = ["-m", "celery", "--quiet", "-A", "carecenter"]
# Celery cannot know that its server is private and the house runs nothing people send it.
_QUIET_AS_ROOT = "ignore:You're running the worker with superuser privileges"
_SHARED_MEMORY = Path(os.sep, "dev", "shm")


def start_part(name: str, argv: Sequence[str], *, env: Mapping[str, str], loud: bool) -> Part:
    """Start one part of the house; its output goes to var/log/<name>.log and, prefixed, to the terminal."""
    process = children.spawn([sys.executable, *argv], output=subprocess.PIPE, env=env, cwd=BASE)
    log = os.fdopen(open_log(name), "wb", buffering=0)
    Thread(target=_relay, args=(name, process.stdout, log, loud), daemon=True).start()
    return process


def web_argv(address: Address) -> list[str]:
    """gunicorn with two processes of four threads, which send away whom they cannot serve in time."""
    in_memory = ["--worker-tmp-dir", str(_SHARED_MEMORY)] if os.access(_SHARED_MEMORY, os.W_OK) else []
    return [
        *["-m", "gunicorn", "carecenter.wsgi", "--bind", address.bind],
        *["-w", "2", "-k", PATIENT, "--threads", "4", "--timeout", "60", "--graceful-timeout", "10"],
        *["--log-level", "warning", "--no-control-socket", *in_memory],
    ]


def worker_argv() -> list[str]:
    return [*CELERY, "worker", "-c", "2", "--loglevel", "INFO", "--without-mingle"]


def beat_argv() -> list[str]:
    return [
        *[*CELERY, "beat", "--loglevel", "INFO", "--pidfile="],
        *["--schedule", str(VAR / "beat-schedule")],
    ]


def part_environment(base: Mapping[str, str], *, address: Address) -> dict[str, str]:
    """What every part is told: to act as the application, and where people reach the house."""
    told = {"CARECENTER_ROLE": "application", "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": _QUIET_AS_ROOT}
    defaults = {"SITE_URL": address.url, "ALLOWED_HOSTS": ",".join(address.allowed_hosts())}
    return {**defaults, **base, **told}


def _relay(name: str, source: IO[bytes], log: IO[bytes], loud: bool) -> None:
    """Copy lines until the child closes its output; a full disk or closed terminal must not block it."""
    with log, source:
        for raw in source:
            _keep(raw, log=log)
            line = raw.decode(errors="replace").rstrip()
            if loud or terminal.is_noteworthy(line):
                terminal.say(f"[{name}] {line}")


def _keep(raw: bytes, *, log: IO[bytes]) -> None:
    try:
        log.write(raw)
    except OSError as error:
        terminal.say(f"[log] {error.strerror}")
