"""Migrating leanly makes the very schema Django's own way makes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

SCHEMA = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


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
def test_lean_migrations_make_the_same_schema(empty_beside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "MigrationExecutor", MigrationExecutor)
    call_command(migrate.Command(), database=empty_beside, verbosity=0)
    lean, plain = schema_of("default"), schema_of(empty_beside)
    assert all(lean)
    assert lean == plain
