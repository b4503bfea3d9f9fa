"""Places where a drill may kill, stall or break a process. They do nothing unless the settings allow them and somebody
arms one; production settings never allow them (`FAILPOINTS`), whatever the environment says."""

import os
import signal
import time

from django.conf import settings

KILL, FAIL, STALL = "kill", "fail", "stall"
STALLED = 60.0
_armed: dict[str, str] = {}


class Broken(Exception):
    """What an armed `fail` raises."""


def arm(name: str, what: str) -> None:
    """From now on the process dies, fails or stalls when it comes to this place."""
    _armed[name] = what


def disarm(name: str) -> None:
    """The place is harmless again."""
    _armed.pop(name, None)


def hit(name: str) -> None:
    """The process is at this place."""
    if not settings.FAILPOINTS:
        return
    what = _armed.get(name) or _from_environment(name)
    if what == KILL:
        os.kill(os.getpid(), signal.SIGKILL)
    if what == FAIL:
        raise Broken(name)
    if what == STALL:
        time.sleep(STALLED)


def _from_environment(name: str) -> str | None:
    """FAILPOINT="customers.take_in_batch:worked=kill" for processes that others start."""
    place, _sign, what = os.environ.get("FAILPOINT", "").partition("=")
    return what if place == name else None
