"""What the application's database role may and may not do; tests run as that role."""

import pytest
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection, transaction

from apps.core import append_only
from carecenter import roles


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE accounts_user ADD COLUMN mine int",
        "DROP TABLE accounts_user",
        "TRUNCATE accounts_user",
        "CREATE TRIGGER mine AFTER INSERT ON accounts_user EXECUTE FUNCTION refuse_change()",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
        "DELETE FROM django_migrations",
        "SET session_replication_role = replica",
        "CREATE ROLE mine",
    ],
)
def test_application_cannot_change_the_schema(db: None, statement: str) -> None:
    with pytest.raises(ProgrammingError):
        run(statement)


def test_application_adds_to_append_only_tables_and_changes_nothing_there(db: None) -> None:
    tables = append_only.tables()
    assert tables
    with connection.cursor() as cursor:
        for table in roles.unchangeable_tables():
            cursor.execute(
                "SELECT has_table_privilege(%(t)s, 'INSERT'), has_table_privilege(%(t)s, 'UPDATE'), "
                "has_table_privilege(%(t)s, 'DELETE'), has_table_privilege(%(t)s, 'TRUNCATE')",
                {"t": f'"{table}"'},
            )
            assert cursor.fetchone() == (True, False, False, False), table


def test_change_events_are_found_by_their_model_not_by_their_name(db: None) -> None:
    assert "accounts_userevent" in roles.unchangeable_tables()


def test_application_works_on_every_other_table(db: None) -> None:
    with connection.cursor() as cursor:
        names = set(connection.introspection.table_names(cursor)) - roles.unchangeable_tables()
        for table in names - {"django_migrations"}:
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT, INSERT, UPDATE, DELETE')", [f'"{table}"'])
            cursor.execute("SELECT has_table_privilege(%s, 'UPDATE')", [f'"{table}"'])
            assert cursor.fetchone() == (True,), table


def test_granting_twice_is_the_same_as_once(as_owner: None) -> None:
    assert roles.grant_application()
    assert roles.grant_application()


def test_one_role_for_both_needs_no_grant(as_owner: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    assert not roles.grant_application(owner)


def test_unknown_role_is_told(as_owner: None) -> None:
    with pytest.raises(CommandError, match="nobody_here"):
        roles.grant_application("nobody_here")
