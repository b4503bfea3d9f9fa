"""The pages of complaints as days pass and complaints come in: what leaves, what ages, constant queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core import middleware
from tests.complaints.stages import customer_of, url


@pytest.fixture
def now(monkeypatch, noon):
    """The web's clock stands ten minutes later: what is as old as a day is so at any hour the tests run."""
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon + timedelta(minutes=10))
    return noon


def test_closed_yesterday_has_left_the_board(signed_in, team, now):
    team.closed(now - timedelta(days=2))
    page = signed_in(team.zhou).get(url("board"))
    assert all(not column.cards for column in page.context["lanes"][0].columns)


def test_ageing_adds_up_to_the_open_ones(signed_in, team, now):
    for days in (0, 1, 2, 3, 7):
        team.issued(now - timedelta(days=days))
    page = signed_in(team.zhou).get(url("board"))
    assert [part["count"] for part in page.context["ageing"]] == [1, 1, 1, 1, 1]


BOARDS = (("zhou", ""), ("zhou", "?view=table"), ("zhou", "?lane=department"), ("song", ""))


def test_queries_do_not_grow_with_the_board(client, team, now):
    def queries():
        found = {}
        for who, address in BOARDS:
            client.force_login(getattr(team, who))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(url("board") + address).status_code == 200
            found[who, address] = len(asked)
        return found

    for _ in range(2):
        team.handling(now, customer=customer_of(team.aftersales.store, now=now))
    queries()
    few = queries()
    for _ in range(4):
        team.handling(now, customer=customer_of(team.aftersales.store, now=now))
        team.returned(now, customer=customer_of(team.aftersales.store, now=now))
    assert queries() == few
    assert max(few.values()) <= 25


def test_queries_do_not_grow_with_the_story(signed_in, team, now):
    complaint = team.verifying(now)
    client = signed_in(team.zhou)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(url("detail", complaint)).status_code == 200
        return len(found)

    queries()
    few = queries()
    for _ in range(3):
        complaint = team.verified(complaint, "3", now=now)
        team.hand_back(complaint, now=now)
    assert queries() == few <= 30
