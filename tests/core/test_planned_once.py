"""Statements planned once answer as they would otherwise."""

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.core.planned_once import planned_once

MANY = range(12)


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'planned_%'")
        return cursor.fetchone()[0]


def test_what_comes_back_is_prepared_and_answers_the_same(lin, du):
    with planned_once():
        asked = [User.objects.get(username=one) for one in (lin.username, du.username) * 6]
        changed = [User.objects.filter(pk=lin.pk).update(name=f"{n}%") for n in MANY]
        assert prepared() == 2
    assert asked == [lin, du] * 6
    assert changed == [1] * len(MANY)
    lin.refresh_from_db()
    assert lin.name == "11%"
    assert prepared() == 0


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        ("SELECT left('abcdef', %s)", lambda n: [n]),
        ("SELECT %(n)s + %(n)s, '%%'", lambda n: {"n": n, "unsaid": "x"}),
        ("SELECT %s::text IN %s", lambda n: [str(n), ("1", "2")]),
        ("SELECT coalesce(%s, %s), %s::date", lambda n: [None, str(n), "2026-11-03" if n % 2 else None]),
        ("SELECT %s::bigint = ANY(%s), 1; SELECT %s", lambda n: [n, [1, 2], n]),
    ],
)
def test_every_kind_of_value_and_what_no_server_can_prepare(db, sql, values):
    def answers():
        with connection.cursor() as cursor:
            for n in MANY:
                cursor.execute(sql, values(n))
                yield cursor.fetchall()

    plain = list(answers())
    with planned_once():
        assert list(answers()) == plain
