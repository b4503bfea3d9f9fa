"""Agents of the generated house who can sign in, some of them signed in already."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password

from apps.accounts.models import User


def signed_in(count: int, *, password: str) -> tuple[list[str], list[str]]:
    """So many agents with one password (hashed as the house hashes); their names and session cookies."""
    users = list(User.objects.filter(username__regex=r"^crowd\d+$").order_by("pk")[:count])
    hashed = make_password(password)
    User.objects.filter(pk__in=[user.pk for user in users]).update(password=hashed)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    cookies = []
    for user in users:
        user.password = hashed
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "apps.accounts.backends.StaffBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        cookies.append(session.session_key)
    return [user.username for user in users], cookies
