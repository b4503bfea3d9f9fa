"""Sessions in the database, each with its person, device and moments: they end idle, and end anyway after a day's work.

SESSION_IDLE_MINUTES after the last request a person made, SESSION_HOURS after signing in (H3). A page that asks by
itself keeps nobody signed in.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from apps.accounts.models import SignInSession, new_number
from apps.core.full_disk import database_is_full

READ = "SELECT COLUMNS FROM accounts_signinsession WHERE session_key = %s AND expire_date > %s"
NOTED_EVERY = timedelta(minutes=1)


def is_over(row: SignInSession, *, now: datetime) -> bool:
    """Idle for too long, or older than a working day. Somebody not signed in has nothing to end."""
    if row.user_id is None:
        return False
    idle = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return now > row.seen_at + idle or now > row.began_at + timedelta(hours=settings.SESSION_HOURS)


@cache
def _statement() -> str:
    columns = ", ".join(f'"{name}"' for name in _columns())
    return READ.replace("COLUMNS", columns)


@cache
def _columns() -> list[str]:
    return [field.attname for field in SignInSession._meta.concrete_fields]


def _read(key: str, *, now: datetime) -> SignInSession | None:
    """Every request begins with this read: its words are put together once."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [key, now])
        row = cursor.fetchone()
    return row and SignInSession.from_db(connection.alias, _columns(), row)


class SessionStore(DatabaseStore):
    """Django's own store; what it writes back beside the data are the facts of the row it has read."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.facts: dict[str, Any] = {}

    @classmethod
    def get_model_class(cls) -> type[SignInSession]:
        return SignInSession

    def _get_session_from_db(self) -> SignInSession | None:
        now = timezone.now()
        row = _read(self.session_key, now=now)
        if row is not None and is_over(row, now=now):
            row.delete()
            row = None
        if row is None:
            self._session_key = None
        else:
            self.facts = {name: getattr(row, name) for name in SignInSession.FACTS}
        return row

    def create(self) -> None:
        """A new key, at signing in for example: its moments begin now, what is known of the device stays."""
        now = timezone.now()
        self.facts |= {"number": new_number(), "began_at": now, "seen_at": now, "confirmed_at": now}
        super().create()

    def create_model_instance(self, data: dict[str, Any]) -> SignInSession:
        row: SignInSession = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        for name, value in self.facts.items():
            setattr(row, name, value)
        return row

    def note(self, **facts: Any) -> None:
        """Write facts of the row at once, without its data."""
        self.facts |= facts
        if self.session_key:
            SignInSession.objects.filter(session_key=self.session_key).update(**facts)

    def seen(self, *, now: datetime) -> None:
        """A person is there; noted once a minute at most."""
        if now - self.facts.get("seen_at", now) < NOTED_EVERY:
            return
        try:
            with transaction.atomic():
                self.note(seen_at=now)
        except OperationalError as error:  # reading goes on while the disk is full
            if not database_is_full(error):
                raise

    def confirmed_within(self, minutes: int, *, now: datetime) -> bool:
        """Has the password been given within the last minutes? Signing in counts."""
        at = self.facts.get("confirmed_at")
        return at is not None and now - at <= timedelta(minutes=minutes)
