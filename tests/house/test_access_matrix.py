"""Every URL for everybody: strangers are led to sign in, roles without the right are refused, a forged form is too.

Real objects fill every place of a URL, so that whoever may is not refused by accident (reliability.md A1, H4).
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from apps.accounts.access import scope
from apps.accounts.models import User
from tests.browser.furnished import Furnished
from tests.browser.pages import named_views, path_of
from tests.house.whole_house import made

__all__ = ["made"]
# Pages of one person's own work: the right alone does not open somebody else's.
REFUSED_INSIDE = {"duties:why", "penalties:detail", "desk:evidence", "complaints:step"}
PART = {"HTTP_HX_REQUEST": "true"}  # a refusal without the frame is drawn in no time
METHODS = ("post", "put", "patch", "delete")
EACH = pytest.mark.parametrize(
    "every",
    [pytest.param(False, marks=pytest.mark.sample), pytest.param(True, marks=pytest.mark.long)],
    ids=["sample", "everybody"],
)


def entries(made: Furnished) -> Iterator[tuple[str, str, URLPattern]]:
    for name, pattern in named_views():
        yield name, path_of(name, pattern, made), pattern


def ask(client: Client, method: str, path: str) -> Any:
    """The answer; what the request wrote is taken back."""
    with transaction.atomic():
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    return answer


def signed_in(person: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def test_strangers_are_led_to_sign_in(db: None, made: Furnished) -> None:
    stranger = Client()
    for name, path, pattern in entries(made):
        if pattern.callback.action != "public":
            answer = ask(stranger, "get", path)
            assert answer.status_code in (302, 405), name
            assert answer.status_code == 405 or answer.url.startswith(reverse("accounts:sign_in")), name


@EACH
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_roles_with_the_right_get_in(db: None, made: Furnished, method: str, every: bool) -> None:
    found = []
    clients = {person.pk: (signed_in(person), signed_in(person, **PART)) for person in colleagues(made)}
    for number, (name, path, pattern) in enumerate(entries(made)):
        action = pattern.callback.action
        if action == "public":
            continue
        may_in, refused = sides(made, action, turn=None if every else number)
        for person in may_in if method == "get" else ():
            status = ask(clients[person.pk][0], method, path).status_code
            if not _opens(name, status):
                found.append(f"{name} as {person.username}: {status}")
        for person in refused:
            status = ask(clients[person.pk][1], method, path).status_code
            if status not in (403, 405):
                found.append(f"{name} as {person.username}: {status}")
    assert found == []


def colleagues(made: Furnished) -> list[User]:
    """One person of each role."""
    return [person for name, person in made.people.items() if name != "du"]  # another agent


def sides(made: Furnished, action: str, *, turn: int | None) -> tuple[list[User], list[User]]:
    """Who may and who may not. With a turn a sample: one of each scope, and two refused, others with each turn."""
    scopes = {person: scope(person, action) for person in colleagues(made)}
    may_in = [person for person, width in scopes.items() if width]
    refused = [person for person, width in scopes.items() if not width]
    if turn is None:
        return may_in, refused
    one_of_each = {scopes[person]: person for person in may_in}
    return list(one_of_each.values()), (refused * 2)[turn % max(len(refused), 1) :][: min(2, len(refused))]


def _opens(name: str, status: int) -> bool:
    """Shown, led on, not for GET, or not this person's object; refused only where the page judges for itself."""
    return status < 400 or status in (404, 405) or (status in (403, 409) and name in REFUSED_INSIDE)


@EACH
def test_a_form_without_its_token_is_refused(db: None, made: Furnished, every: bool) -> None:
    client = signed_in(made["zhou"], enforce_csrf_checks=True, **PART)
    for number, (name, path, _pattern) in enumerate(entries(made)):
        for method in METHODS if every or number % 10 == 0 else METHODS[:1]:
            assert ask(client, method, path).status_code == 403, (name, method)


def test_nobody_but_superusers_enters_the_administration(db: None, made: Furnished) -> None:
    paths = [
        "/admin/",
        "/admin/complaints/category/",
        "/admin/complaints/category/import/",
        "/admin/auth/group/",
    ]
    for person in made.people.values():
        client = signed_in(person)
        assert {ask(client, "get", path).status_code for path in paths} == {302}, person.username


def test_staff_without_every_right_neither_imports_nor_exports(db: None, made: Furnished) -> None:
    User.objects.filter(pk=made["zhou"].pk).update(is_staff=True)
    client = signed_in(made["zhou"])
    for verb in ("import", "export"):
        assert ask(client, "get", f"/admin/complaints/category/{verb}/").status_code == 403
