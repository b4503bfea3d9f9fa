"""What keeps the servers from starting, as one sentence for the person at the terminal."""

import errno
import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _


class Trouble(Exception):
    """The embedded servers cannot do what was asked; `str()` is a sentence to show, no traceback needed."""


def folder_trouble(error: OSError, *, path: Path) -> Trouble:
    """A sentence for a folder or file that cannot be used.

    Written in both languages by hand: it may be needed while the settings, and so the catalogue, still load.
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Trouble(f"No space is left on the disk that holds {path}. 磁盘空间已满：{path}。")
    reason = os.strerror(error.errno or errno.EIO)
    return Trouble(f"The folder {path} cannot be written to ({reason}). 无法写入文件夹 {path}。")


def server_trouble(*, name: str, log: Path, said: str) -> Trouble:
    """A sentence for a server that did not start; `said` is the end of its log."""
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return folder_trouble(OSError(errno.ENOSPC, ""), path=log.parent.parent)
    return Trouble(
        _("%(name)s did not start. Its last words: “%(said)s”. The whole log is in %(log)s.")
        % {"name": name, "said": last_line(said), "log": log}
    )


def last_line(said: str) -> str:
    """The last line that tells a cause, else the last line, else a dash."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    causes = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (causes or lines or ["–"])[-1]
