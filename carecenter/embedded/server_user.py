"""PostgreSQL refuses to run as root, so root lends it a system user that reaches only its folders."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from carecenter.embedded import places
from carecenter.embedded.trouble import Trouble, folder_trouble

NAME = "pgserver"


def prepare(installed: Path) -> str | None:
    """The user to run PostgreSQL as, None for ourselves. For root: made if missing, with access.

    `installed` is the folder of the PostgreSQL installation, which that user must be able to read.
    """
    if os.geteuid() != 0:
        return None
    account = _account()
    _open_way(places.PGDATA)
    _open_way(installed)
    _open_tree(installed)
    os.chown(places.PGSOCK, account.pw_uid, account.pw_gid)
    return NAME


def make_private_folder(path: Path, *, user: str | None) -> None:
    """An empty folder only `user` can enter; leftovers of an earlier attempt go. Raises `Trouble`."""
    try:
        if path.exists():
            shutil.rmtree(path)
        path.mkdir(mode=0o700)
        if user:
            account = pwd.getpwnam(user)
            os.chown(path, account.pw_uid, account.pw_gid)
    except OSError as error:
        raise folder_trouble(error, path=path) from error


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    try:
        subprocess.run(
            ["useradd", "--system", "--shell", "/usr/sbin/nologin", NAME], check=True, capture_output=True
        )
        return pwd.getpwnam(NAME)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise Trouble(
            _("PostgreSQL cannot run as root and the user %(name)s could not be made: use an ordinary user.")
            % {"name": NAME}
        ) from error


def _open_way(path: Path) -> None:
    """Let others pass through (not list) every folder above `path`."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _open_tree(installed: Path) -> None:
    """An installation made under a strict umask is unreadable for the server; if readable, skip the walk."""
    probe = installed / "bin" / "postgres"
    if probe.stat().st_mode & stat.S_IXOTH:
        return
    for folder, _names, files in os.walk(installed):
        Path(folder).chmod(Path(folder).stat().st_mode | stat.S_IROTH | stat.S_IXOTH)
        for name in files:
            file = Path(folder) / name
            mode = file.stat().st_mode
            file.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
