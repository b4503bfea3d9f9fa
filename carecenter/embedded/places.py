"""Where the embedded servers keep their data and their sockets. Nothing is created on import."""

import os
import stat
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir

from carecenter.embedded.trouble import Trouble, folder_trouble

BASE = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("CARECENTER_VAR") or BASE / "var").expanduser().resolve()
PGDATA = VAR / "postgres"
REDIS_DATA = VAR / "redis"
LOGS = VAR / "log"
LOG_LIMIT = 10 * 1024 * 1024

# A socket path may not exceed 107 bytes, so sockets never lie under VAR. The system's folder rather than
# $TMPDIR: two terminals with a different TMPDIR must find the same servers. `make_folders` checks its owner.
_SYSTEM_TMP = Path(os.sep, "tmp")
_TMP = _SYSTEM_TMP if os.access(_SYSTEM_TMP, os.W_OK) else Path(gettempdir())
RUN = _TMP / f"carecenter-{os.getuid()}-{sha256(os.fsencode(VAR)).hexdigest()[:10]}"
PGSOCK = RUN / "pg"
REDIS_SOCK = RUN / "redis.sock"


def make_folders() -> None:
    """Create the data and socket folders, readable by this user alone. Raises `Trouble`."""
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(VAR)
        for folder in (LOGS, REDIS_DATA, VAR / "files", VAR / "static"):
            folder.mkdir(mode=0o700, exist_ok=True)
        RUN.mkdir(mode=0o711, exist_ok=True)
        PGSOCK.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise folder_trouble(error, path=Path(error.filename or VAR)) from error
    if RUN.is_symlink() or RUN.stat().st_uid != os.getuid():
        raise folder_trouble(PermissionError(1, ""), path=RUN)


def _refuse_foreign(folder: Path) -> None:
    """The database files of one user, once touched by another, start for neither."""
    if folder.stat().st_uid != os.getuid():
        raise Trouble(
            f"The data folder {folder} belongs to another user; run this as that user. "
            f"数据文件夹 {folder} 属于其他用户，请以该用户身份运行。"
        )


def open_log(name: str) -> int:
    """A descriptor that appends to var/log/<name>.log; a log over 10 MB is set aside first."""
    path = log_path(name)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, stat.S_IRUSR | stat.S_IWUSR)


def log_path(name: str) -> Path:
    return LOGS / f"{name}.log"


def log_tail(name: str) -> str:
    """The last 4 KB of a log, for a sentence about why a server did not start."""
    path = log_path(name)
    return path.read_bytes()[-4096:].decode(errors="replace") if path.exists() else ""
