"""No query and no body that anybody can send ends in a fault of the house (reliability.md B7)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from apps.accounts.models import User
from tests.browser.furnished import Furnished
from tests.browser.pages import named_views, path_of, who_may
from tests.house.odd_requests import FEW, ODD, Form, forms_of, parameter_names
from tests.house.whole_house import made

__all__ = ["made"]
Sender = tuple[str, User]
Turn = Callable[[int], Sequence[str]]


def one_in_turn(number: int) -> Sequence[str]:
    """A sample: one value, the next for the next URL."""
    return (FEW[number % len(FEW)],)


def eighth_in_turn(number: int) -> Sequence[str]:
    """Every eighth value: all of them for eight URLs that follow each other."""
    return ODD[number % 8 :: 8]


EACH = pytest.mark.parametrize(
    "turn",
    [
        pytest.param(one_in_turn, marks=pytest.mark.sample),
        pytest.param(eighth_in_turn, marks=pytest.mark.long),
    ],
)


def senders(made: Furnished) -> Iterator[Sender]:
    """Each URL with the first person who may open it."""
    for name, pattern in named_views():
        people = who_may(pattern, made)
        if people:
            yield path_of(name, pattern, made), people[0]


class Walker:
    """Sends requests whose effects are taken back; keeps what failed."""

    def __init__(self) -> None:
        self.clients: dict[int, Client] = {}
        self.faults: set[str] = set()
        self.sent = 0

    def send(self, person: User, method: str, path: str, data: Any = None) -> Any:
        client = self.client_of(person)
        self.sent += 1
        try:
            with transaction.atomic():
                answer = client.get(path, data or {}) if method == "get" else _as_a_form(client, path, data)
                transaction.set_rollback(True)
        except Exception as error:
            self.faults.add(f"{method} {path} as {person.username} {self._odd(data)}: {error!r}"[:300])
            return None
        if answer.streaming:
            for (
                close
            ) in answer._resource_closers:  # the file; closing the answer would close the connection too
                close()
        if answer.status_code >= 500:
            self.faults.add(f"{method} {path} {answer.status_code}")
        return answer

    def client_of(self, person: User) -> Client:
        if person.pk not in self.clients:
            self.clients[person.pk] = Client()
            self.clients[person.pk].force_login(person)
        return self.clients[person.pk]

    def _odd(self, data: Any) -> str:
        return str({name: value for name, value in (data or {}).items() if value in ODD})[:80]


def _as_a_form(client: Client, path: str, data: Any) -> Any:
    return client.post(path, urlencode(data or {}), content_type="application/x-www-form-urlencoded")


@pytest.fixture
def walker() -> Iterator[Walker]:
    walking = Walker()
    yield walking
    assert walking.sent > 100
    assert sorted(walking.faults) == []


@EACH
def test_no_query_is_a_fault(db: None, made: Furnished, walker: Walker, turn: Turn) -> None:
    names = parameter_names()
    for number, (path, person) in enumerate(senders(made)):
        for value in turn(number):
            walker.send(person, "get", path, dict.fromkeys(names, value))
        for value in turn(number + 1)[:1]:
            walker.send(person, "get", path, {"after": value, "page": value})


@EACH
def test_no_body_is_a_fault(db: None, made: Furnished, walker: Walker, turn: Turn) -> None:
    names = parameter_names()
    for number, (path, person) in enumerate(senders(made)):
        for value in turn(number):
            walker.send(person, "post", path, dict.fromkeys(names, value))


@EACH
def test_no_field_is_a_fault(db: None, made: Furnished, walker: Walker, turn: Turn) -> None:
    for number, (form, person) in enumerate(forms_on_pages(made, walker)):
        for body in form.bodies(turn(number)):
            walker.send(person, "post", form.action, body)


def forms_on_pages(made: Furnished, walker: Walker) -> Iterator[tuple[Form, User]]:
    """Every form of every page, once for each set of fields."""
    seen = set()
    for path, person in senders(made):
        answer = walker.send(person, "get", path)
        if answer is None or answer.streaming or "html" not in answer.get("Content-Type", ""):
            continue
        for form in forms_of(path, answer.content.decode()):
            sign = (form.action, frozenset(form.fields))
            if sign not in seen:
                seen.add(sign)
                yield form, person
