"""Start everything in order, watch it, stop it in the reverse order."""

import http.client
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from carecenter import embedded
from carecenter.embedded import Trouble, children, places
from carecenter.running import parts, preparation, terminal
from carecenter.running.address import Address
from carecenter.running.interrupt import Interrupt, Interrupted

LEAST_FREE_BYTES = 200 * 1024 * 1024
FIRST_PAGE_PATIENCE = 60.0
# A server that keeps falling has a reason that starting it again does not mend.
REVIVALS, WITHIN = 5, 600.0


@dataclass
class House:
    """The whole house as children of this process."""

    address: Address
    loud: bool = False
    interrupt: Interrupt = field(default_factory=Interrupt)
    servers: embedded.Servers | None = None
    running: dict[str, parts.Part] = field(default_factory=dict)
    revived: list[float] = field(default_factory=list)

    def run(self, *, empty: bool, demo: bool) -> int:
        """Run until asked to stop (0) or until a part ends by itself (1). Nothing stays behind either way.

        A server that ends by itself is started again (F2).
        """
        self.interrupt.listen()
        try:
            self._open(empty=empty, demo=demo)
            self.interrupt.wait_until(lambda: bool(self._fallen()) and not self._revive())
            terminal.say(_("%(part)s ended by itself; stopping the rest.") % {"part": self._fallen()})
            return 1
        except Interrupted:
            return 0
        finally:
            self._close()

    def _open(self, *, empty: bool, demo: bool) -> None:
        self.address.check_free()
        check_disk()
        self.servers = embedded.start()
        preparation.prepare_database(self.interrupt)
        env = parts.part_environment(os.environ, address=self.address)
        if preparation.wants_demo(empty=empty, forced=demo, embedded=self.servers.postgres is not None):
            preparation.load_demo(self.interrupt, env=env)
        sign_ins = preparation.demo_sign_ins()
        preparation.close_connections()
        self._start_parts(env)
        self._announce(sign_ins)

    def _start_parts(self, env: dict[str, str]) -> None:
        argvs = {
            "web": parts.web_argv(self.address),
            "worker": parts.worker_argv(),
            "beat": parts.beat_argv(),
        }
        for name, argv in argvs.items():
            self.interrupt.check()
            self.running[name] = parts.start_part(name, argv, env=env, loud=self.loud)

    def _announce(self, sign_ins: str) -> None:
        """Say where the first page is, once it is really served."""
        if not self.interrupt.wait_until(
            lambda: bool(self._fallen()) or serves_pages(self.address), patience=FIRST_PAGE_PATIENCE
        ):
            raise Trouble(
                _("The first page did not come within a minute; see %(log)s.") % {"log": places.LOGS}
            )
        if self._fallen():
            return
        terminal.say("")
        terminal.say(_("CareCenter is ready: %(url)s") % {"url": self.address.url})
        if sign_ins:
            terminal.say(sign_ins)
        terminal.say(_("Logs are in %(folder)s. Ctrl-C stops everything.") % {"folder": places.LOGS})

    def _fallen(self) -> str | None:
        """The name of a part or server that ended, if one did."""
        for name, process in self.running.items():
            if process.poll() is not None:
                return name
        return self.servers.fallen() if self.servers else None

    def _revive(self) -> bool:
        """Whether what had ended was a server and runs again; five times within ten minutes at most."""
        if self.servers is None or not self.servers.fallen():
            return False
        now = time.monotonic()
        self.revived = [at for at in self.revived if at > now - WITHIN]
        if len(self.revived) >= REVIVALS:
            return False
        self.revived.append(now)
        for name in self.servers.revive():
            terminal.say(_("%(part)s ended by itself and was started again.") % {"part": name})
        return self._fallen() is None

    def _close(self) -> None:
        """No new ticks, no new requests, running jobs finish, then the servers."""
        if self.running:
            terminal.say(_("Stopping …"))
        for name in ("beat", "web", "worker"):
            children.stop(self.running.get(name))
        preparation.close_connections()
        if self.servers:
            self.servers.stop()


def serves_pages(address: Address) -> bool:
    """Whether any answer comes over HTTP, whatever its status."""
    line = http.client.HTTPConnection(address.near, address.port, timeout=10)
    with suppress(OSError, http.client.HTTPException):
        line.request("GET", "/healthz/?format=text")
        line.getresponse().read()
        return True
    line.close()
    return False


def check_disk() -> None:
    """Raises `Trouble` while there is still room to say so."""
    volume = os.statvfs(next(folder for folder in (places.VAR, *places.VAR.parents) if folder.exists()))
    if volume.f_bavail * volume.f_frsize < LEAST_FREE_BYTES:
        raise Trouble(
            _("Less than 200 MB are free on the disk that holds %(folder)s: make room first.")
            % {"folder": places.VAR}
        )
