"""Environments and leftovers of processes that tests start."""

import os
import random
import socket
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = (
    "DATABASE_URL",
    "OWNER_DATABASE_URL",
    "REDIS_URL",
    "CARECENTER_ROLE",
    "DJANGO_SETTINGS_MODULE",
    "SITE_URL",
)


def fresh_environment(var: Path, **more: str) -> dict[str, str]:
    """The environment of a newcomer whose data lies in `var`: nothing of this test run's own settings."""
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**env, "CARECENTER_VAR": str(var), "LC_ALL": "en_US.UTF-8", **more}


def free_port() -> int:
    """One that nobody has now, and that the system gives nobody for a line of his own before it is taken."""
    while True:
        port = random.randrange(15_000, 30_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def processes_of(var: Path) -> list[str]:
    """Command lines of the processes that still work with the data folder `var`."""
    marker = f"CARECENTER_VAR={var}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line, env = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        if marker in env.split(b"\0") and line:
            found.append(line.replace(b"\0", b" ").decode(errors="replace"))
    return found
