"""The test house: real PostgreSQL and Redis, the application role, one way to reset."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import hypothesis
import pytest

from carecenter import embedded

# Processes are killed here, the machine is not: what is written need not reach the disk before a commit returns.
MACHINE_STAYS_UP = "fsync=off synchronous_commit=off full_page_writes=off"
KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}
RESTART_SEQUENCES = """
SELECT setval(quote_ident(sequencename)::regclass, start_value, false) FROM pg_sequences
 WHERE schemaname = 'public' AND last_value IS NOT NULL AND NOT sequencename = ANY (ARRAY[
       'django_migrations_id_seq', 'django_content_type_id_seq', 'auth_permission_id_seq'])
"""
TRIGGERS_THAT_ALWAYS_FIRE = """
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgenabled = 'A'
"""
hypothesis.settings.register_profile("short", max_examples=40, deadline=None, derandomize=True)
hypothesis.settings.register_profile("long", max_examples=250, deadline=None, derandomize=True)


pytest_plugins = ["tests.house_of_three", "tests.worlds"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the long tests too")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("long" if config.getoption("--all") else "short")
    if not hasattr(config, "workerinput"):
        os.environ.setdefault("CARECENTER_POSTGRES", MACHINE_STAYS_UP)
        embedded.ensure()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file to one process, since its tests share a world; in the browser a test each, since they share nothing."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return nodeid if nodeid.startswith("tests/browser/") else nodeid.split("::", 1)[0]

    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # The longest go first, so that both processes end together.
    items.sort(
        key=lambda item: (
            "long" not in item.keywords,
            not item.nodeid.startswith(("tests/browser/", "tests/house/")),
        )
    )
    left_out = "sample" if config.getoption("--all") else "long"
    kept = [item for item in items if left_out not in item.keywords]
    config.hook.pytest_deselected(items=[item for item in items if left_out in item.keywords])
    items[:] = kept


def pytest_collection_finish() -> None:
    """What four thousand tests are made of stays to the end: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The test database, always: tests with real commits do not carry pytest-django's mark.

    After the migrations come rights and reference data; from here on every connection is the application role.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.backends.signals import connection_created
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        keep = django_db_keepdb and not django_db_createdb
        configuration = setup_databases(
            verbosity=0, interactive=False, aliases={"default"}, keepdb=keep, serialized_aliases=[]
        )
        call_command("grant_application", verbosity=0)
        call_command("load_reference", verbosity=0)
        connection_created.connect(become_application, weak=False, dispatch_uid="application role")
        become_application(connection=connection)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(configuration, verbosity=0)


def become_application(*, connection: Any, **_: Any) -> None:
    from django.conf import settings

    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APPLICATION_ROLE}")


@pytest.fixture
def as_owner(db: None) -> Iterator[None]:
    """Act as the owner of the schema for a moment (erasure, reference data)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    yield
    become_application(connection=connection)


def reset_house() -> None:
    """Empty every table and load the reference data again: as owner, past the triggers that keep facts as they are.

    Rows are deleted where there are any: TRUNCATE makes new files for all tables and indexes, half a second each time.
    """
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        # A transaction somebody forgot to end fails the test and hangs nothing.
        cursor.execute("SET lock_timeout = '60s'; SET session_replication_role = replica")
        filled = _filled_tables(cursor)
        cursor.execute(TRIGGERS_THAT_ALWAYS_FIRE)
        guards = [(table, name) for table, name in cursor.fetchall() if table in filled]
        for table, guard in guards:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER "{guard}"')
        for table in filled:
            cursor.execute(f'DELETE FROM "{table}"')
        for table, guard in guards:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{guard}"')
        cursor.execute(RESTART_SEQUENCES)
        cursor.execute("RESET session_replication_role; RESET lock_timeout")
    call_command("load_reference", verbosity=0)
    become_application(connection=connection)


def _filled_tables(cursor: Any) -> set[str]:
    from django.db import connection

    names = sorted(set(connection.introspection.table_names(cursor)) - KEPT_TABLES)
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (TABLE \"{name}\")" for name in names))
    return {name for (name,) in cursor}


@pytest.fixture
def committed(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """Real commits and several connections; the house is emptied afterwards. Never Django's own flush."""
    from django.core.cache import cache

    with django_db_blocker.unblock():
        yield
        reset_house()
        cache.clear()


@pytest.fixture(scope="session")
def at() -> Any:
    """`at("2026-11-03 10:00")`: an instant given on the wall clock of Asia/Shanghai."""
    from zoneinfo import ZoneInfo

    def instant(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)

    return instant
