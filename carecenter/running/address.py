"""Where the web server listens and under which names it is reached."""

import errno
import ipaddress
import socket
from dataclasses import dataclass

from django.utils.translation import gettext as _

from carecenter.embedded import Trouble

LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"]


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def bind(self) -> str:
        """host:port, an IPv6 address in brackets."""
        return f"{_bracketed(self.host)}:{self.port}"

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        return f"http://{_bracketed(self.near)}:{self.port}"

    @property
    def near(self) -> str:
        """The host to reach it by from this machine."""
        if not self._is("is_unspecified"):
            return self.host
        return "::1" if ":" in self.host else "127.0.0.1"

    @property
    def is_loopback(self) -> bool:
        return self.host == "localhost" or self._is("is_loopback")

    def allowed_hosts(self) -> list[str]:
        """Names a browser may ask for: this machine's own, and those under which others see it."""
        if self.is_loopback:
            return LOOPBACK_NAMES
        names = _own_names() if self._is("is_unspecified") else [_bracketed(self.host)]
        return [*LOOPBACK_NAMES, *names]

    def check_free(self) -> None:
        """Raises `Trouble`, one sentence, if nobody can listen here."""
        try:
            family, kind, _protocol, _name, place = socket.getaddrinfo(
                self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
        except (OSError, OverflowError) as error:
            raise Trouble(self._sentence(error)) from error

    def _sentence(self, error: Exception) -> str:
        number = getattr(error, "errno", None)
        names = {"host": self.host, "port": self.port}
        if number == errno.EADDRINUSE:
            return _("Port %(port)s is taken by another program: choose another with --port.") % names
        if number == errno.EACCES:
            return _("Port %(port)s needs more rights than this user has: choose one above 1023.") % names
        return _("This machine cannot listen on %(host)s, port %(port)s.") % names

    def _is(self, trait: str) -> bool:
        try:
            return bool(getattr(ipaddress.ip_address(self.host), trait))
        except ValueError:
            return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _own_names() -> list[str]:
    """Host name and addresses of this machine, as far as it knows them itself."""
    name = socket.gethostname()
    try:
        found = {str(place[0]).split("%")[0] for *_rest, place in socket.getaddrinfo(name, None)}
    except OSError:
        found = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Sends nothing: it only asks the kernel which of our addresses faces the network.
            probe.connect(("192.0.2.1", 9))
            found.add(probe.getsockname()[0])
        except OSError:
            pass
    return sorted({name, socket.getfqdn(), *map(_bracketed, found)})
