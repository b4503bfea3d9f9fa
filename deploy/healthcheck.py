"""Is this container's part alive? healthcheck.py web|worker|beat; exit status 0 means yes."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

BEAT_WRITES_WITHIN = 600  # seconds; beat saves its schedule every three minutes


def web() -> bool:
    """Whether it can serve people, asked for as the proxy would; Redis being away is no reason to restart."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip("*.") or "localhost"
    line = http.client.HTTPConnection("127.0.0.1", 8000, timeout=8)
    line.request("GET", "/healthz/ready/", headers={"Host": host, "X-Forwarded-Proto": "https"})
    return line.getresponse().status == 200


def worker() -> bool:
    name = f"celery@{socket.gethostname()}"
    argv = ["celery", "-A", "carecenter", "inspect", "ping", "--timeout", "10", "-d", name]
    return subprocess.run(argv, capture_output=True, check=False).returncode == 0


def beat() -> bool:
    written = [path.stat().st_mtime for path in Path(os.sep, "tmp").glob("beat-schedule*")]
    return bool(written) and time.time() - max(written) < BEAT_WRITES_WITHIN


CHECKS: dict[str, Callable[[], bool]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
