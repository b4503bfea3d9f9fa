"""Append-only tables: refused by the database itself, not by good manners.

One function and two triggers a table (row UPDATE/DELETE, statement TRUNCATE), ENABLE ALWAYS so that a session in
replica mode is refused too. `tables()` asks the catalogue which tables are protected: no list to forget. A column
`written_by` says which request, job or command wrote the row.
"""

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from apps.core.table_operations import OnTable

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""
# What the change events know of the running request, job or command, in one word beside every fact (D4). It is the
# database that fills it in, so no verb can forget to.
WRITER = """
CREATE OR REPLACE FUNCTION written_by() RETURNS text LANGUAGE sql STABLE AS $$
SELECT CASE WHEN said ? 'request' THEN 'request ' || (said ->> 'request')
            WHEN said ? 'job' THEN 'job ' || concat_ws(' ', said ->> 'job', said ->> 'job_id')
            WHEN said ? 'command' THEN 'command ' || (said ->> 'command') END
  FROM (SELECT nullif(current_setting('pghistory.context_metadata', true), '')::jsonb) AS context(said)
$$
"""
NAME_WRITER = 'ALTER TABLE "{0}" ADD COLUMN IF NOT EXISTS written_by text'
FILL_WRITER = 'ALTER TABLE "{0}" ALTER COLUMN written_by SET DEFAULT written_by()'
PROTECT = (
    'CREATE TRIGGER refuse_row_change BEFORE UPDATE OR DELETE ON "{0}" FOR EACH ROW EXECUTE FUNCTION refuse_change()',
    'CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "{0}" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    'ALTER TABLE "{0}" ENABLE ALWAYS TRIGGER refuse_row_change',
    'ALTER TABLE "{0}" ENABLE ALWAYS TRIGGER refuse_truncate',
)
RELEASE = (
    'DROP TRIGGER refuse_row_change ON "{0}"',
    'DROP TRIGGER refuse_truncate ON "{0}"',
)


class AppendOnly(OnTable):
    """Migration operation that makes one table append-only."""

    forwards = (FUNCTION, WRITER, NAME_WRITER, FILL_WRITER, *PROTECT)
    backwards = RELEASE

    def describe(self) -> str:
        return f"Make {self.table} append-only"


def tables(within: BaseDatabaseWrapper | None = None) -> list[str]:
    """Names of all append-only tables of that database (default: the house's), from its own catalogue."""
    with (within or connection).cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'refuse_change' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]
