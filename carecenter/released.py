"""What the last release needs of the schema: while a new one is rolled out both run on it (F10).

`released.json` names the migrations the last release ended with and its commit; `python -m carecenter.released` writes
it when the next one is made. What newer migrations may not do in the release in which something falls out of use stands
in docs/operations.md, with the recipe of two steps.
"""

import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

RECORD = Path(__file__).with_name("released.json")
COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> ''
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
"""


@dataclass(frozen=True)
class Column:
    """`given`: what inserts without naming it is given a value by the database."""

    type: str
    required: bool
    given: bool


Tables = dict[str, dict[str, Column]]


def released() -> dict[str, str]:
    """The last migration of each app in the last release."""
    found: dict[str, str] = json.loads(RECORD.read_text())["migrations"]
    return found


def ref_of_release() -> str:
    """The commit the last release was made from, as git names it; "" where none was noted."""
    found: str = json.loads(RECORD.read_text()).get("ref", "")
    return found


def tables_of_release(nodes: dict[str, str]) -> Tables:
    """Tables and columns the code of that release reads and writes."""
    state = MigrationLoader(None).project_state(nodes=list(nodes.items()), at_end=True)
    return {
        model._meta.db_table: {field.column: _column(field) for field in model._meta.concrete_fields}
        for model in state.apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def _column(field: models.Field) -> Column:
    return Column(_plain(field.db_type(connection) or ""), not field.null, field.has_db_default())


def tables_there_are() -> Tables:
    found: Tables = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, name, kind, required, given in cursor.fetchall():
            found.setdefault(table, {})[name] = Column(_plain(kind), required, given)
    return found


def _plain(kind: str) -> str:
    """One spelling for what Django and PostgreSQL name differently."""
    return kind.replace("character varying", "varchar").replace(", ", ",").lower()


def faults(old: Tables, new: Tables) -> Iterator[str]:
    """What would break the code of the old tables on the new ones, a sentence each."""
    for table, columns in old.items():
        if table not in new:
            yield f"{table} is gone"
            continue
        for name, column in columns.items():
            yield from _faults_of_column(f"{table}.{name}", column, new[table].get(name))
        for name in new[table].keys() - columns.keys():
            if new[table][name].required and not new[table][name].given:
                yield f"{table}.{name} is new, required and has no default in the database"


def _faults_of_column(name: str, old: Column, new: Column | None) -> Iterator[str]:
    if new is None:
        yield f"{name} is gone"
        return
    if new.required and not old.required:
        yield f"{name} may no longer be empty"
    if not _holds(new.type, old.type):
        yield f"{name} was {old.type} and is {new.type}"


def _holds(new: str, old: str) -> bool:
    """The same type, with at least the room there was."""
    (new_base, new_room), (old_base, old_room) = _room(new), _room(old)
    same = new_base == old_base or ({new_base, old_base} == {"varchar", "text"} and new_base == "text")
    wide = not new_room or (
        len(new_room) == len(old_room) and all(n >= o for n, o in zip(new_room, old_room, strict=True))
    )
    return same and wide


def _room(kind: str) -> tuple[str, list[int]]:
    inside = re.search(r"\(([\d,]+)\)", kind)
    return re.sub(r"\([\d,]+\)", "", kind), [int(n) for n in inside[1].split(",")] if inside else []


def newer(nodes: dict[str, str]) -> list[Migration]:
    """The house's migrations that the release did not have, in order."""
    loader = MigrationLoader(None)
    known = {node for leaf in nodes.items() for node in loader.graph.forwards_plan(leaf)}
    plan = [node for leaf in loader.graph.leaf_nodes() for node in loader.graph.forwards_plan(leaf)]
    return [loader.get_migration(*node) for node in dict.fromkeys(plan) if node not in known]


def constraints_on(old: Tables, migrations: Iterable[Migration]) -> Iterator[str]:
    """Rules for rows of tables the old code fills without knowing them."""
    for migration in migrations:
        for operation in _on_the_database(migration.operations):
            table = f"{migration.app_label}_{getattr(operation, 'model_name_lower', '')}"
            if isinstance(operation, AddConstraint) and table in old:
                yield f"{migration}: {operation.constraint.name} on {table}"


def _on_the_database(operations: Iterable[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _on_the_database(operation.database_operations)
        else:
            yield operation


def record() -> dict[str, Any]:
    """Note the migrations and the commit there are as those of a release."""
    names = sorted(MigrationLoader(None).graph.leaf_nodes())
    git = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=RECORD.parent, capture_output=True, text=True, check=False
    )
    told = {"ref": git.stdout.strip(), "migrations": dict(names)}
    RECORD.write_text(json.dumps(told, indent=2) + "\n")
    return told


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carecenter.settings")
    django.setup()
    record()
