"""Scratch databases on the embedded server: made empty or copied from a template, dropped when done with."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import sql

from bench.frame import ROOT

STORE = "bench"
PAIRS = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
OPTIONS = sql.SQL(
    "ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C' STRATEGY FILE_COPY"
)


def fresh(name: str) -> str:
    """An empty house in a new database `name`: migrated, with rights, reference data and one store with people."""
    _make(name, template="template0")
    subprocess.run(
        [sys.executable, "-m", "bench.scratch", name], cwd=ROOT, env=_environment(name), check=True
    )
    return name


def empty(name: str) -> str:
    """A new database `name` without anything in it."""
    _make(name, template="template0")
    return name


def settings_of(name: str) -> dict[str, str]:
    """How another program reaches the database, in the notation of Django's settings."""
    return {key: str(_known_address()[key] or "") for key in PAIRS.values()} | {"NAME": name}


def copy_of(template: str, *, name: str) -> str:
    """A new database `name` like `template`, to which nobody may be connected."""
    _make(name, template=template)
    return name


def drop(*names: str) -> None:
    with _server() as cursor:
        for name in names:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def label(name: str, text: str) -> None:
    """Write on a database what it was made from."""
    with _server() as cursor:
        cursor.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(text))
        )


def label_of(name: str) -> str:
    """What is written on a database; "" for none or no such database."""
    with _server() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        )
        row = cursor.fetchone()
        return (row and row[0]) or ""


def act_as_application() -> None:
    """From here on every connection of this process has the rights of the web and worker processes."""
    from django.db.backends.signals import connection_created

    connection_created.connect(_become_application, weak=False, dispatch_uid="application role")


def _become_application(*, connection: Any, **_: Any) -> None:
    from django.conf import settings

    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")


def _make(name: str, *, template: str) -> None:
    drop(name)
    with _server() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} {}").format(
                sql.Identifier(name), sql.Identifier(template), OPTIONS
            )
        )


def _environment(name: str) -> dict[str, str]:
    return {**os.environ, "BENCH_DATABASE": name, "DJANGO_SETTINGS_MODULE": "bench.settings"}


@contextmanager
def _server() -> Iterator["psycopg2.extensions.cursor"]:
    connection = psycopg2.connect(_address())
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _known_address() -> dict[str, Any]:
    from environ import Env

    from carecenter.embedded.addresses import database_url

    url = os.environ.get("OWNER_DATABASE_URL") or os.environ.get("DATABASE_URL") or database_url(owner=True)
    return Env.db_url_config(url)


def _address() -> str:
    """The same server's maintenance database, in the notation of the driver."""
    known = _known_address()
    return " ".join(
        [f"{name}={known[key]}" for name, key in PAIRS.items() if known.get(key)] + ["dbname=postgres"]
    )


def _furnish() -> None:
    """In the new database: schema, rights, reference data, a store, an administrator and two agents."""
    from datetime import date

    import django

    django.setup()
    from django.core.management import call_command

    from apps.accounts.models import Department, Post, Role, Store, User

    call_command("migrate", interactive=False, verbosity=0)
    call_command("grant_application", verbosity=0)
    call_command("load_reference", verbosity=0)
    store = Store.objects.create(code=STORE, name="Bench")
    care = Department.objects.create(store=store, name="Care", kind="care")
    for name, role in (("root", Role.SYSTEM_ADMIN), ("first", Role.AGENT), ("second", Role.AGENT)):
        user = User.objects.create_user(name, name=name, password=None)
        Post.objects.create(user=user, role=role, store=store, department=care, from_day=date(2024, 1, 1))


if __name__ == "__main__":
    _furnish()
