"""While a release is rolled out the code of the one before works on the new schema (F10)."""

from collections.abc import Iterator

import pytest
from django.db import connection, models, transaction
from django.db.migrations import AddConstraint, Migration, SeparateDatabaseAndState

from carecenter import released
from carecenter.released import Tables

# Constraints that no row of the last release can break: (migration, name): why.
HARMLESS: dict[str, str] = {}
BAD = {
    "ALTER TABLE accounts_store DROP COLUMN tz CASCADE": "accounts_store.tz is gone",
    "ALTER TABLE accounts_store RENAME COLUMN tz TO zone": (
        "accounts_store.tz is gone; accounts_store.zone is new, required and has no default in the database"
    ),
    "ALTER TABLE jobs_switchedoff RENAME TO jobs_off": "jobs_switchedoff is gone",
    "ALTER TABLE accounts_store ADD COLUMN size int NOT NULL": (
        "accounts_store.size is new, required and has no default in the database"
    ),
    "ALTER TABLE accounts_store ALTER COLUMN tz TYPE varchar(40)": (
        "accounts_store.tz was varchar(50) and is varchar(40)"
    ),
    "ALTER TABLE accounts_store ALTER COLUMN is_demo TYPE int USING 0": (
        "accounts_store.is_demo was boolean and is integer"
    ),
    "ALTER TABLE accounts_post ALTER COLUMN until_day SET NOT NULL": "accounts_post.until_day may no longer be empty",
}
GOOD = (
    "ALTER TABLE accounts_store ADD COLUMN size int NOT NULL DEFAULT 0",
    "ALTER TABLE accounts_store ADD COLUMN size int",
    "ALTER TABLE accounts_store ALTER COLUMN tz TYPE varchar(80)",
    "ALTER TABLE accounts_store ALTER COLUMN tz TYPE text",
    "ALTER TABLE accounts_post ALTER COLUMN from_day DROP NOT NULL",
    "CREATE TABLE accounts_more (id int NOT NULL)",
)


@pytest.fixture(scope="module")
def old() -> Tables:
    tables = released.tables_of_release(released.released())
    assert len(tables) > 80
    return tables


def found_after(statement: str, old: Tables) -> list[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        found = list(released.faults(old, released.tables_there_are()))
        transaction.set_rollback(True)
    return found


def test_the_schema_serves_the_last_release_too(db: None, old: Tables) -> None:
    """If this fails: docs/operations.md, "Two releases on one schema"."""
    assert list(released.faults(old, released.tables_there_are())) == []
    added = released.constraints_on(old, released.newer(released.released()))
    assert [one for one in added if one not in HARMLESS] == []


def test_what_would_break_it_is_named(as_owner: None, old: Tables) -> None:
    """Negative control: each of these in a migration of the same release."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert {statement: "; ".join(found_after(statement, old)) for statement in BAD} == BAD
    assert [statement for statement in GOOD if found_after(statement, old)] == []


def constraint(inside: bool = False) -> Iterator[Migration]:
    rule = models.CheckConstraint(condition=models.Q(name__gt=""), name="named")
    operation = AddConstraint("store", rule)
    migration = Migration("9999_new", "accounts")
    migration.operations = [SeparateDatabaseAndState([operation], []) if inside else operation]
    yield migration


@pytest.mark.parametrize("inside", [False, True])
def test_a_new_rule_for_old_rows_is_named(old: Tables, inside: bool) -> None:
    assert list(released.constraints_on(old, constraint(inside))) == [
        "accounts.9999_new: named on accounts_store"
    ]


def test_dropping_is_for_the_release_after(old: Tables, as_owner: None) -> None:
    """The second step: once the release no longer knows the column, it may go."""
    without = {**old, "accounts_store": {n: c for n, c in old["accounts_store"].items() if n != "tz"}}
    assert found_after("ALTER TABLE accounts_store DROP COLUMN tz CASCADE", without) == []
