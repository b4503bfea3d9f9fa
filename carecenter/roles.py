"""What the application may do in the database: everything but the schema and what is append-only.

Two database roles: the owner migrates, loads reference data and erases; the application (web, worker, beat)
works. Running it again only brings the rights up to date. With one role for both nothing is done.
"""

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _
from pghistory.models import Event
from psycopg2 import sql

from apps.core import append_only

_GRANTS_LOCK = 0x0CA2EC
_ALL = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "REVOKE CREATE ON SCHEMA public FROM {role}, PUBLIC",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM {role}, PUBLIC",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
)
_NO_CHANGE = "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}, PUBLIC"
_NO_WRITE = "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {role}, PUBLIC"


def grant_application(role: str | None = None) -> bool:
    """Give `role` (default: the one DATABASE_URL signs in as) its rights in the connected database.

    Answers whether anything was to do: False when owner and application are one role.
    Raises `CommandError` when the role does not exist.
    """
    role = role or settings.APPLICATION_ROLE
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if not role or cursor.fetchone() == (role,):
            return False
        _require_role(cursor, role=role)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GRANTS_LOCK])
        _grant(cursor, role=role)
    return True


def unchangeable_tables() -> set[str]:
    """Tables the application may only add to: append-only ones, and the change events written by triggers."""
    events = {model._meta.db_table for model in apps.get_models() if issubclass(model, Event)}
    return events | set(append_only.tables())


def _require_role(cursor: CursorWrapper, *, role: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if not cursor.fetchone():
        raise CommandError(_("The database role %(role)s does not exist: create it first.") % {"role": role})


def _grant(cursor: CursorWrapper, *, role: str) -> None:
    name = sql.Identifier(role)
    for statement in _ALL:
        cursor.execute(sql.SQL(statement).format(role=name))
    present = set(connection.introspection.table_names(cursor))
    for table in sorted(unchangeable_tables() & present):
        cursor.execute(sql.SQL(_NO_CHANGE).format(table=sql.Identifier(table), role=name))
    if "django_migrations" in present:
        cursor.execute(sql.SQL(_NO_WRITE).format(table=sql.Identifier("django_migrations"), role=name))
