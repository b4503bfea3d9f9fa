"""Between the right password and being signed in: whoever has a second factor is asked for it first (H6).

Until then the session belongs to nobody; it remembers for five minutes who gave the right password.
"""

from datetime import datetime, timedelta

from axes.helpers import get_client_ip_address
from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from apps.accounts import second_factor
from apps.accounts.models import User

AWAITED, PROVED = "awaits_second_factor", "second_factor"
BACKEND = "apps.accounts.backends.StaffBackend"
WAITS = timedelta(minutes=5)


def has_to_prove(request: HttpRequest, user: User, *, target: str) -> bool:
    """Whether a code is asked for first; then it is remembered who came so far, and where they wanted to go."""
    if not second_factor.has_one(user):
        return False
    request.session.cycle_key()
    request.session[AWAITED] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "at": request.now.isoformat(),
        "target": target,
    }
    return True


def awaited(request: HttpRequest) -> User | None:
    """Who gave the right password within the last five minutes and is still asked for the code."""
    told = request.session.get(AWAITED)
    if told is None or request.now > datetime.fromisoformat(told["at"]) + WAITS:
        return None
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    same = user is not None and constant_time_compare(told["password"], user.get_session_auth_hash())
    return user if same else None


def enter(request: HttpRequest, user: User) -> str:
    """Sign in whoever gave the code too, under a new session key. Answers where they wanted to go."""
    target: str = request.session.pop(AWAITED)["target"]
    login(request, user, backend=BACKEND)
    request.session[PROVED] = True
    note_device(request)
    return target


def note_device(request: HttpRequest) -> None:
    """So that people recognise their sessions."""
    device = request.headers.get("User-Agent", "")[:200].replace("\0", "")
    request.session.note(device=device, address=get_client_ip_address(request))
