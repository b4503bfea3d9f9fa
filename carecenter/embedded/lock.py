"""One owner per data folder, and a count of those who only visit.

The owner's lock is shared with the servers it starts: it is free again only when they are really gone,
however their parent died. So a new start never meets the last breath of an old server.
"""

import fcntl
import os
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
    """The process id the present owner wrote down, if that process is still alive."""
    try:
        pid = int((VAR / "owner.lock").read_text())
        os.kill(pid, 0)
    except (OSError, ValueError):
        return None
    return pid


def visit() -> IO[str]:
    """Be counted as a visitor until the file is closed or this process ends."""
    file = _open("visitors.lock")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def wait_for_visitors() -> None:
    """Return when no other process visits the servers any more."""
    with _open("visitors.lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


def _open(name: str) -> IO[str]:
    try:
        return open(VAR / name, "a+")
    except OSError as error:
        raise folder_trouble(error, path=VAR / name) from error
