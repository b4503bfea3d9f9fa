"""Starting, visiting and stopping the two servers together."""

import atexit
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _

from carecenter.embedded import children, lock, places, postgres, redis_server
from carecenter.embedded.trouble import Trouble

PATIENCE = 60.0


@dataclass
class Servers:
    """What this process owns: the data folder's lock and the servers it had to start."""

    held: IO[str]
    postgres: subprocess.Popen[bytes] | None = None
    redis: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        """Stop Redis, then PostgreSQL, then give the data folder free. Safe to call twice."""
        children.stop(self.redis)
        postgres.stop(self.postgres)
        self.redis = self.postgres = None
        self.held.close()

    def fallen(self) -> str | None:
        """The name of a server that ended by itself, if one did."""
        for name, process in (("PostgreSQL", self.postgres), ("Redis", self.redis)):
            if process is not None and process.poll() is not None:
                return name
        return None

    def revive(self) -> list[str]:
        """Start again what ended by itself, from the main thread; the names of what did. Raises `Trouble`."""
        revived, keep = [], [self.held.fileno()]
        if self.postgres is not None and self.postgres.poll() is not None:
            postgres.end_orphans()
            self.postgres = postgres.start(keep_open=keep)
            revived.append("PostgreSQL")
        if self.redis is not None and self.redis.poll() is not None:
            self.redis = redis_server.start(keep_open=keep)
            revived.append("Redis")
        return revived


def start() -> Servers:
    """Own the data folder and start what the environment does not name. Raises `Trouble` if it is owned."""
    end = time.monotonic() + PATIENCE / 2
    while True:
        try:
            return _start_with(lock.take())
        except BlockingIOError:
            # An owner that was killed: its servers hold the lock until they are down.
            if lock.owner() is None and time.monotonic() < end:
                time.sleep(0.1)
                continue
        raise Trouble(
            _("CareCenter already runs on the data in %(var)s (process %(pid)s).")
            % {"var": places.VAR, "pid": lock.owner() or "?"}
        )


def ensure() -> None:
    """For one command or test run: start the servers or join those of another process; stop ours at exit.

    Does nothing where DATABASE_URL and REDIS_URL name servers. Raises `Trouble`.
    """
    if not (wants_postgres() or wants_redis()):
        return
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            _stop_at_exit(_start_with(lock.take()))
            return
        except BlockingIOError:
            if _visit_until_exit():
                return
        time.sleep(0.1)
    raise Trouble(
        _("The servers on %(var)s are held by another process and do not answer.") % {"var": places.VAR}
    )


def wants_postgres() -> bool:
    return not os.environ.get("DATABASE_URL")


def wants_redis() -> bool:
    return not os.environ.get("REDIS_URL")


def _start_with(held: IO[str]) -> Servers:
    servers = Servers(held)
    try:
        if wants_postgres():
            servers.postgres = postgres.start(keep_open=[held.fileno()])
        if wants_redis():
            servers.redis = redis_server.start(keep_open=[held.fileno()])
    except BaseException:
        servers.stop()
        raise
    return servers


def _others_answer() -> bool:
    return (not wants_postgres() or postgres.answers()) and (not wants_redis() or redis_server.answers())


def _visit_until_exit() -> bool:
    """Join servers that stay: counted first, so that their owner waits for us, and only while he lives."""
    visiting = lock.visit()
    if visiting is None:
        return False
    dying = lock.owner() is None and sys.platform == "linux"  # they end with their owner, but not at once
    if dying or not _others_answer():
        visiting.close()
        return False
    atexit.register(visiting.close)
    return True


def _stop_at_exit(servers: Servers) -> None:
    """Stop in this process only (not in a fork), and not under a visitor's feet unless interrupted again."""
    pid = os.getpid()

    def end() -> None:
        if os.getpid() != pid:
            return
        with lock.visitors_gone():
            servers.stop()

    atexit.register(end)
