"""One owner per data folder, and a count of those who only visit.

The owner's lock is shared with the servers it starts: it is free again only when they are really gone,
however their parent died. So a new start never meets the last breath of an old server.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from carecenter.embedded.places import VAR, make_folders
from carecenter.embedded.trouble import folder_trouble


def take() -> IO[str]:
    """Become the owner of the data folder. Raises `BlockingIOError` if it has one, else `Trouble`."""
    make_folders()
    file = _open("owner.lock")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def owner() -> int | None:
    """The process id the present owner wrote down, if that process is still alive (and not only not yet buried)."""
    try:
        pid = int((VAR / "owner.lock").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return None if _is_zombie(pid) else pid


def _is_zombie(pid: int) -> bool:
    """Whether a process has ended and only its parent has not asked how (Linux)."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] in "ZX"


def visit() -> IO[str] | None:
    """Be counted as a visitor until the file is closed or this process ends; None when the owner is leaving."""
    file = _open("visitors.lock")
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


@contextmanager
def visitors_gone() -> Iterator[None]:
    """Wait until no other process visits the servers, and let none in; an interrupt ends the waiting."""
    with _open("visitors.lock") as file:
        with suppress(KeyboardInterrupt):
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _open(name: str) -> IO[str]:
    try:
        return open(VAR / name, "a+")
    except OSError as error:
        raise folder_trouble(error, path=VAR / name) from error
