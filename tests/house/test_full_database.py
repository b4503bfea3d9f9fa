"""The disk of the database is full: reading goes on, saving is refused in plain words, nothing needs a restart (F7).

The error is the server's own (SQLSTATE 53100), raised by a trigger where a full disk would raise it; a disk that is
really full is drilled (script/drill, full_disk).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import SignInSession, User
from apps.core.full_disk import database_is_full
from apps.jobs import services
from apps.jobs.running import perform
from tests.conftest import become_application

FULL = "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
FULL += "'could not extend file \"base/5/16385\": No space left on device' USING ERRCODE = '{}'; END $$"
SAID = {"zh-hans": "数据库所在磁盘已满", "en": "The disk of the database is full"}


@contextmanager
def no_room(*tables: str, code: str = "53100") -> Iterator[None]:
    """Nothing more fits into these tables until the block is left."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(FULL.format(code))
        for table in tables:
            cursor.execute(
                f"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION no_room()"
            )
    become_application(connection=connection)
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("DROP FUNCTION no_room CASCADE")
    become_application(connection=connection)


def save(client: Client, **headers: str) -> Any:
    """A new colleague: any verb would do."""
    data = {"username": "neu", "name": "新人", "role": "agent"}
    return client.post(reverse("accounts:person_new"), data, **headers)


@pytest.fixture
def at_work(signed_in: Callable[[User], Client], root: User) -> Client:
    client = signed_in(root)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("language", SAID)
def test_reading_goes_on_and_saving_is_refused(at_work: Client, root: User, language: str) -> None:
    User.objects.filter(pk=root.pk).update(language=language)
    before = User.objects.count()
    with no_room("accounts_post"):
        assert at_work.get(reverse("accounts:people")).status_code == 200
        answer = save(at_work)
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert SAID[language] in answer.content.decode()
        part = save(at_work, HTTP_HX_REQUEST="true")
        assert part.status_code == 503 and "data-refusal" in part.content.decode()
    assert User.objects.count() == before
    assert save(at_work).status_code == 302


def test_another_fault_of_the_server_is_not_told_as_a_full_disk(at_work: Client) -> None:
    """Negative control."""
    with no_room("accounts_post", code="53400"):
        assert save(at_work).status_code == 500


def test_who_is_there_cannot_be_noted_and_reads_on(at_work: Client) -> None:
    SignInSession.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    with no_room("accounts_signinsession"):
        assert at_work.get(reverse("accounts:sessions")).status_code == 200


def test_a_job_waits_for_room_with_all_its_tries(db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(services, "ring", lambda kind, pk: None)
    asked = services.ask("test.work", key="full", now=timezone.now())

    def work(run: Any) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$")
        return {}

    for _turn in range(services.TRIES + 1):
        perform(work, asked.pk, atomic=True)
    asked.refresh_from_db()
    assert (asked.state, asked.attempts, asked.lease_until) == ("asked", 0, None)
    perform(lambda run: {}, asked.pk, atomic=True)
    asked.refresh_from_db()
    assert asked.state == "done"


def test_the_reason_of_what_came_after_is_found() -> None:
    plain = OperationalError("the server went away")
    assert not database_is_full(plain) and not database_is_full(None)
