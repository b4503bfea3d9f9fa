"""Wrong passwords make the next try wait: longer each time, for a name at an address, for an address, for a name.

Whoever waits is refused before any password is hashed. A name attacked from everywhere waits only at addresses where
its owner never signed in, so nobody can keep a colleague out (H6).
"""

from datetime import datetime, timedelta
from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from axes.models import AccessFailureLog, AccessLog
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone

FREE = 5  # wrong passwords for a name at one address before waiting begins
FREE_EVERYWHERE = 20  # the same for a name, all addresses together
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
A_MINUTE = 30  # wrong passwords from one address, whatever the names
REMEMBERED = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)


def wait_after(failures: int, *, free: int = FREE) -> timedelta:
    """How long the next try waits after so many failures: nothing, then 1, 2, 4 … minutes, an hour at most."""
    return timedelta(0) if failures < free else min(FIRST * 2 ** min(failures - free, 10), LONGEST)


def waits_until(username: str, address: str | None, *, now: datetime) -> datetime | None:
    """The moment from which this name may be tried at this address again (UTC); None for now."""
    tried = AccessFailureLog.objects.filter(locked_out=False, attempt_time__gt=now - REMEMBERED)
    here = AccessLog.objects.filter(username=username, ip_address=address)
    known = here.filter(attempt_time__gt=now - KNOWN_FOR).aggregate(last=Max("attempt_time"))["last"]
    of_name = tried.filter(username=username)
    pair = of_name.filter(ip_address=address, attempt_time__gt=known or now - REMEMBERED)
    moments = [_pause(pair, free=FREE)]
    if known is None:
        moments.append(_pause(of_name, free=FREE_EVERYWHERE))
    minute = tried.filter(ip_address=address, attempt_time__gt=now - timedelta(minutes=1))
    if minute.count() >= A_MINUTE:
        moments.append(now + timedelta(minutes=1))
    until = max((moment for moment in moments if moment is not None), default=now)
    return until if until > now else None


def _pause(failures: "QuerySet[AccessFailureLog]", *, free: int) -> datetime | None:
    moments = list(failures.order_by("-attempt_time").values_list("attempt_time", flat=True)[: free + 10])
    return moments[0] + wait_after(len(moments), free=free) if moments else None


class GrowingWait(AxesBaseHandler, AbstractAxesHandler):
    """What axes asks before a password is looked at and tells after; tries made while waiting do not count."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        now = timezone.now()
        until = waits_until(_name(request, credentials), request.axes_ip_address, now=now)
        request.axes_locked_out = until is not None
        request.waits = until - now if until else timedelta(0)
        return until is not None

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        return 0

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any
    ) -> None:
        if request is not None:
            told = _told(request, _name(request, credentials))
            AccessFailureLog.objects.create(**told, locked_out=request.axes_locked_out)

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **_more: Any) -> None:
        AccessLog.objects.create(**_told(request, user.get_username()))

    def user_logged_out(self, sender: Any, request: HttpRequest, user: Any, **_more: Any) -> None:
        """When a session ended is the session's own affair."""


def refuses(request: HttpRequest, username: str) -> bool:
    """Whether this name has to wait at this address before another try; nothing is counted."""
    AxesProxyHandler.update_request(request)
    return bool(AxesProxyHandler.is_locked(request, {"username": username}))


def note_wrong(request: HttpRequest, username: str) -> None:
    """A wrong code counts as a wrong password."""
    AxesProxyHandler.user_login_failed(sender=__name__, credentials={"username": username}, request=request)


def _name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    return (get_client_username(request, credentials) or "")[:150].replace("\0", "")


def _told(request: HttpRequest, username: str) -> dict[str, Any]:
    return {
        "username": username,
        "ip_address": request.axes_ip_address,
        "user_agent": request.axes_user_agent[:255].replace("\0", ""),
        "http_accept": "",
        "path_info": request.path[:255],
    }
