"""The migrations, run leanly, make the very schema the models describe."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, connections

from apps.core import append_only

# Of the house's own tables: those of Django and its friends come from their own migrations.
HOUSE = "NOT LIKE ALL ('{auth\\_%%,django\\_%%,axes\\_%%,admin\\_%%}')"
SCHEMA = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity "
    f"FROM information_schema.columns WHERE table_schema = 'public' AND table_name {HOUSE}",
    f"SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename {HOUSE}",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    f"WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text {HOUSE}",
    "SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


class NoMigrations:
    """Every app without migrations: its tables are made from its models."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


def schema_of(alias: str) -> list[set[Any]]:
    with connections[alias].cursor() as cursor:
        found = []
        for question in SCHEMA:
            cursor.execute(question)
            found.append(set(cursor.fetchall()))
        return found


@pytest.fixture
def empty_beside(committed: None) -> Iterator[str]:
    """The alias of an empty database beside that of the tests."""
    name = connection.settings_dict["NAME"] + "_plain"
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    connections.databases["plain"] = {**connection.settings_dict, "NAME": name}
    with connections["plain"].cursor() as cursor:
        cursor.execute("RESET ROLE")
    yield "plain"
    connections["plain"].close()
    del connections["plain"], connections.databases["plain"]
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


@pytest.mark.long
@pytest.mark.commits
def test_migrations_make_what_the_models_describe(empty_beside: str, settings: Any) -> None:
    settings.MIGRATION_MODULES = NoMigrations()
    call_command(migrate.Command(), database=empty_beside, verbosity=0, run_syncdb=True)
    described, made = schema_of(empty_beside), schema_of("default")
    assert all(described)
    assert [there - here for there, here in zip(described, made, strict=True)] == [set()] * len(SCHEMA)

    columns, indexes, constraints, triggers, functions = (
        here - there for there, here in zip(described, made, strict=True)
    )
    assert constraints == set()
    assert {(row[0], row[1]) for row in columns} == {(table, "written_by") for table in append_only.tables()}
    assert all("text_pattern_ops" in row[0] or "USING gin" in row[0] for row in indexes)
    assert all("refuse_" in row[0] or "stamp_rules" in row[0] for row in triggers)
    assert functions
