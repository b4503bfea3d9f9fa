"""The stamp of the house's rules: with every change of what is configured the database sets another one.

Whoever holds a stamp may take what was read under it from memory instead of asking again (`core.remembering`). A stamp
is drawn by lot, so neither a change that was rolled back nor a backup brought back can give one to other rules.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from apps.core.table_operations import OnTable

# Said to the connection that makes the change, with the answer to its statement: it may have read its stamp before. The
# function says it aloud also in a database that is set to tell warnings only.
SIGN = "rules changed"
FUNCTION = """
CREATE OR REPLACE FUNCTION stamp_rules() RETURNS trigger LANGUAGE plpgsql SET client_min_messages = notice AS $$
BEGIN
    INSERT INTO accounts_rulestamp (one, stamp) VALUES (true, gen_random_uuid())
        ON CONFLICT (one) DO UPDATE SET stamp = excluded.stamp;
    RAISE NOTICE 'rules changed';
    RETURN NULL;
END $$
"""
FIRST = "INSERT INTO accounts_rulestamp (one, stamp) VALUES (true, gen_random_uuid()) ON CONFLICT DO NOTHING"
WATCH = (
    'CREATE TRIGGER stamp_rules AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{0}" '
    "FOR EACH STATEMENT EXECUTE FUNCTION stamp_rules()",
    'ALTER TABLE "{0}" ENABLE ALWAYS TRIGGER stamp_rules',
)
UNWATCH = 'DROP TRIGGER stamp_rules ON "{0}"'
READ = "SELECT stamp FROM accounts_rulestamp"


class Stamped(OnTable):
    """Migration operation: each statement that changes this table gives the house's rules a new stamp."""

    forwards = WATCH
    backwards = (UNWATCH,)

    def describe(self) -> str:
        return f"Stamp the rules when {self.table} changes"


class Heard:
    """What a connection has been told: how often it has changed rules itself."""

    changes = 0

    def append(self, line: str) -> None:
        """Called by the driver with each notice."""
        self.changes += SIGN in line


@dataclass(frozen=True)
class Rules:
    """The stamp a connection read, and what it had heard by then."""

    stamp: UUID
    heard: Heard
    changes: int

    def untouched(self) -> bool:
        """Whether this connection has changed no rule since; asks nobody."""
        return _heard() is self.heard and self.heard.changes == self.changes

    def stand(self) -> bool:
        """Whether the stamp is still the same, for what this transaction sees; one query."""
        return _read() == self.stamp


def rules_of(stamp: UUID | None) -> Rules | None:
    """For a stamp just read over this thread's connection; None for a house that has none yet."""
    heard = _heard()
    return Rules(stamp, heard, heard.changes) if stamp else None


def rules_now() -> Rules | None:
    """The rules as they stand at this moment; one query."""
    return rules_of(_read())


def _read() -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(READ)
        row = cursor.fetchone()
    return row[0] if row else None


def _heard() -> Heard:
    """What this thread's connection has been told; a connection that is gone leaves nothing to rely on."""
    driver = connection.connection
    if driver is None:
        return Heard()
    if not isinstance(driver.notices, Heard):
        driver.notices = Heard()
    return driver.notices
