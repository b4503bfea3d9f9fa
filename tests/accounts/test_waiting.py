"""Guessing waits longer each time, before any password is looked at; a colleague cannot be kept out (H6)."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.waiting import wait_after, waits_until

START = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RIGHT = "secret-phrase-7"
GUESSES = 1000 if os.environ.get("DRILL") else 100  # in the short run one stands for ten


def guess(client: Client, name: str, password: str = "wrong", address: str = "10.0.0.1") -> int:
    data = {"username": name, "password": password}
    return client.post(reverse("accounts:sign_in"), data, REMOTE_ADDR=address).status_code


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (8, 8), (11, 60), (500, 60)]
)
def test_each_failure_doubles_the_wait(failures: int, minutes: int) -> None:
    assert wait_after(failures) == minutes * MINUTE


def test_a_thousand_guesses_are_forty_tries_at_most(client: Client, lin: User, monkeypatch: Any) -> None:
    """Ten minutes of guessing; what waits never reaches the hasher, and does not make the wait longer."""
    looked_at = []
    verify = hashers.verify_password

    def noting(*given: Any, **named: Any) -> Any:
        looked_at.append(1)
        return verify(*given, **named)

    monkeypatch.setattr(hashers, "verify_password", noting)
    with time_machine.travel(START, tick=False) as clock:
        for turn in range(GUESSES):
            clock.move_to(START + turn * 10 * MINUTE / GUESSES)
            guess(client, "lin")
        assert len(looked_at) <= 10
        until = waits_until("lin", "10.0.0.1", now=START + 10 * MINUTE)
        assert until is None or until <= START + 20 * MINUTE
        assert guess(client, "lin", RIGHT) == 429
        clock.move_to(START + 30 * MINUTE)
        assert guess(client, "lin", RIGHT) == 302


def test_the_page_says_how_long(client: Client, lin: User) -> None:
    with time_machine.travel(START, tick=False):
        answers = [guess(client, "lin") for _turn in range(6)]
        assert answers == [200] * 5 + [429]
        answer = client.post(reverse("accounts:sign_in"), {"username": "lin"}, REMOTE_ADDR="10.0.0.1")
        assert answer.status_code == 200  # nothing was tried
        answer = client.post(
            reverse("accounts:sign_in"), {"username": "lin", "password": "x"}, REMOTE_ADDR="10.0.0.1"
        )
        assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_a_name_attacked_from_everywhere_waits_only_where_its_owner_never_was(
    client: Client, lin: User
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        assert guess(client, "lin", RIGHT, address="10.9.9.9") == 302
        for turn in range(20):
            clock.move_to(START + turn * timedelta(seconds=1))
            guess(Client(), "lin", address=f"10.0.1.{turn}")
        assert guess(Client(), "lin", RIGHT, address="10.0.2.1") == 429
        assert guess(Client(), "lin", RIGHT, address="10.9.9.9") == 302


def test_an_address_that_tries_every_name_waits(client: Client, lin: User) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for turn in range(30):
            guess(client, f"nobody{turn}")
        assert guess(client, "lin", RIGHT) == 429
        clock.move_to(START + 2 * MINUTE)
        assert guess(client, "lin", RIGHT) == 302


def test_unknown_names_are_answered_like_known_ones(client: Client, lin: User, monkeypatch: Any) -> None:
    """The same page, and the same work for the processor: one password hashed either way."""
    hashed = []
    make = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or make(*given))
    pages = []
    for name in ("lin", "nobody"):
        data = {"username": name, "password": "wrong"}
        page = client.post(reverse("accounts:sign_in"), data)
        pages.append((page.status_code, page.context["form"].errors.as_json(), len(hashed)))
        hashed.clear()
    assert pages[0] == pages[1]


def test_the_page_for_a_lost_password_tells_nobody_apart(client: Client, lin: User) -> None:
    User.objects.filter(pk=lin.pk).update(email="lin@example.com")
    answers = [
        client.post(reverse("accounts:password_reset"), {"email": f"{who}@example.com"})
        for who in ("lin", "no")
    ]
    assert answers[0].url == answers[1].url
