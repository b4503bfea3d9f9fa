"""Blocks of a long transaction whose savepoints travel with their statements: what they undo and keep is the same."""

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.models import User
from apps.core.joined_savepoints import joined_savepoints


class Broken(Exception):
    """Whatever goes wrong in a block."""


def rename(person, name):
    User.objects.filter(pk=person.pk).update(name=name)


def name_of(person):
    return User.objects.values_list("name", flat=True).get(pk=person.pk)


def attempt(*blocks):
    """Nested blocks, the innermost first; each does its deed after those inside it, and what breaks ends it."""
    *inner, deed = blocks
    try:
        with transaction.atomic():
            if inner:
                attempt(*inner)
            deed()
    except (Broken, IntegrityError):
        pass


def broken():
    raise Broken


@pytest.fixture
def told(lin, du):
    """What the server is told."""
    found = []

    def listen(execute, sql, *given):
        found.append(sql)
        return execute(sql, *given)

    with transaction.atomic(), joined_savepoints(), connection.execute_wrapper(listen):
        yield found


def test_a_block_travels_with_its_statement_and_the_next_one(lin, told):
    attempt(lambda: rename(lin, "a"))
    attempt(lambda: None)
    attempt(broken)
    assert name_of(lin) == "a"
    first, second = told
    assert first.startswith("SAVEPOINT")
    assert "UPDATE" in first
    assert second.startswith("RELEASE SAVEPOINT")
    assert "SELECT" in second


def test_what_a_broken_block_wrote_is_undone_and_nothing_else(lin, du, told):
    def write_and_break():
        rename(lin, "never")
        broken()

    attempt(lambda: rename(du, "kept"))
    attempt(write_and_break)
    assert [name_of(lin), name_of(du)] == [lin.name, "kept"]
    attempt(write_and_break, lambda: rename(du, "outer"))
    assert [name_of(lin), name_of(du)] == [lin.name, "outer"]
    attempt(lambda: rename(lin, "inner"), broken)
    assert name_of(lin) == lin.name
    attempt(write_and_break, broken)
    assert [name_of(lin), name_of(du)] == [lin.name, "outer"]


def test_what_the_server_refuses_leaves_the_transaction_usable(lin, du, told):
    def clash():
        User.objects.filter(pk=lin.pk).update(username=du.username)

    attempt(clash)
    attempt(clash, lambda: rename(lin, "after"))
    assert name_of(lin) == "after"


def test_statements_that_take_nothing_along_come_after_it(lin, du, told):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany("UPDATE accounts_user SET name = %s WHERE id = %s", [("x", lin.pk), ("y", du.pk)])
    with transaction.atomic():
        assert [one.name for one in User.objects.filter(pk__in=[lin.pk, du.pk]).order_by("name").iterator()]
        rename(lin, "z")
        transaction.set_rollback(True)
    assert [name_of(lin), name_of(du)] == ["x", "y"]
