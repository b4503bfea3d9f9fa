"""A big house made by the database itself: a million customers with cars, documents, duties, calls and attempts.

Loading takes minutes, so the databases are kept between runs; they are made anew when migrations or the rows' recipe
have changed. Cases that write do so in a transaction they roll back.
"""

import hashlib
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain
from typing import Any

from django.db import connection, models

from bench import scratch
from bench.big_house_names import SIGNS, signs
from bench.frame import ROOT, Measured, in_own_process, timed

CODE = "crowd"
AGENTS = 200
MOST_OPEN = 50_000
SHUFFLED = (
    "duties_duty",
    "callbacks_callback",
    "callbacks_attempt",
    "customers_order",
    "complaints_complaint",
)


@cache
def house(rows: int) -> str:
    """The name of a database with so many of everything; loads it unless it stands there already."""
    name = f"bench_house_{rows}"
    recipe = _recipe(rows)
    if scratch.label_of(name) != recipe:
        scratch.fresh(name)
        in_own_process("bench.big_house:fill", database=name, rows=rows)
        scratch.label(name, recipe)
    return name


@cache
def shuffled_house(rows: int) -> str:
    """The name of a copy of that database whose rows lie in no order of time, as after back-fills."""
    name, recipe = f"bench_house_{rows}_shuffled", f"{_recipe(rows)} shuffled"
    if scratch.label_of(name) != recipe:
        scratch.copy_of(house(rows), name=name)
        in_own_process("bench.big_house:shuffle", database=name)
        scratch.label(name, recipe)
    return name


def shuffle() -> Measured:
    """Rewrite the tables that grow by the day in an order that has nothing to do with time."""
    return timed(_shuffle)


def _shuffle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for table in SHUFFLED:
            cursor.execute(f"CREATE INDEX shuffling ON {table} (hashint8(id))")
            cursor.execute(f"CLUSTER {table} USING shuffling")
            cursor.execute("DROP INDEX shuffling")
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def _recipe(rows: int) -> str:
    """What the kept database depends on, with the day: open calls are due around it."""
    files = sorted(chain(ROOT.glob("apps/*/migrations/0*.py"), ROOT.glob("bench/big_house*.py")))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
    return f"{digest} {rows} {datetime.now(UTC):%G-%V}"


def fill(*, rows: int) -> Measured:
    """Fill the tables of the empty house this process is connected to, past triggers and foreign keys."""
    return timed(lambda: _fill(rows, today=datetime.now(UTC).date()))


def _fill(rows: int, *, today: date) -> None:
    from bench.big_house_rows import CONTENTS

    store_pk, agent_pk = _staff(today)
    marks = {
        ":rows": str(rows),
        ":history": str(rows - min(MOST_OPEN, rows // 20)),
        ":store": str(store_pk),
        ":agent": str(agent_pk),
        ":today": str(today),
    }
    tables = [model._meta.db_table for model, _source, _columns in CONTENTS]
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET session_replication_role = replica; SELECT setseed(0.5)")
        indexes = _without_indexes(cursor, tables)
        cursor.execute(SIGNS, signs())
        for model, source, columns in CONTENTS:
            _insert(cursor, model, source=source, columns=columns, marks=marks)
        for statement in indexes:
            cursor.execute(statement)
        for table in tables:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def _staff(today: date) -> tuple[int, int]:
    """A store with two hundred agents and a manager; ids of the store and of the first agent."""
    from apps.accounts.models import Department, Post, Role, Store, User

    store = Store.objects.create(code=CODE, name="大店")
    care = Department.objects.create(store=store, name="客户关爱部", kind=Department.Kind.CARE)
    people = [User(username=f"crowd{no}", name=f"坐席{no}") for no in range(AGENTS)]
    people.append(User(username="crowd_manager", name="经理"))
    User.objects.bulk_create(people)
    since = today.replace(year=today.year - 5, day=1)
    Post.objects.bulk_create(
        Post(
            user=user,
            role=Role.CARE_MANAGER if user.username == "crowd_manager" else Role.AGENT,
            store=store,
            department=care,
            from_day=since,
        )
        for user in people
    )
    return store.pk, people[0].pk


def _without_indexes(cursor: Any, tables: list[str]) -> list[str]:
    """Drop every index that no constraint needs; returns the statements that make them again."""
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique",
        [tables],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


def _insert(
    cursor: Any, model: type[models.Model], *, source: str, columns: dict[str, str], marks: dict[str, str]
) -> None:
    """INSERT … SELECT with an expression for each column; a column not named takes the model's default."""
    defaults = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in model._meta.concrete_fields
        if field.column not in columns and not (field.null or field.primary_key)
    }
    names = ", ".join([*columns, *defaults])
    values = ", ".join([*columns.values(), *(f"%%({name})s" for name in defaults)])
    statement = f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM ({source}) source"
    for mark, value in marks.items():
        statement = statement.replace(mark, value)
    statement = statement.replace("%", "%%").replace("%%%%(", "%(")
    cursor.execute(statement, defaults)
