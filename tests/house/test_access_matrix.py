"""Every URL for everybody: strangers are led to sign in, roles without the right are refused, a forged form is too.

Real objects fill every place of a URL, so that whoever may is not refused by accident (reliability.md A1, H4).
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from apps.accounts.access import may
from apps.accounts.models import User
from tests.browser.furnished import Furnished
from tests.browser.pages import named_views, path_of
from tests.house.whole_house import made

__all__ = ["made"]
# Pages of one person's own work: the right alone does not open somebody else's.
REFUSED_INSIDE = {"duties:why", "penalties:detail", "desk:evidence", "complaints:step"}
PART = {"HTTP_HX_REQUEST": "true"}  # a refusal without the frame is drawn in no time
METHODS = ("post", "put", "patch", "delete")


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


def test_strangers_are_led_to_sign_in(made: Furnished) -> None:
    for name, path, pattern in entries(made):
        if pattern.callback.action != "public":
            answer = ask(Client(), "get", path)
            assert answer.status_code in (302, 405), name
            assert answer.status_code == 405 or answer.url.startswith(reverse("accounts:sign_in")), name


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_roles_with_the_right_get_in(made: Furnished, method: str) -> None:
    found = []
    for person in set(made.people.values()) - {made["du"]}:  # another agent of the same role
        whole, part = signed_in(person), signed_in(person, **PART)
        for name, path, pattern in entries(made):
            action = pattern.callback.action
            if action == "public" or (may(person, action) and method == "post"):
                continue
            right = may(person, action)
            status = ask(whole if right else part, method, path).status_code
            good = _opens(name, status) if right else status in (403, 405)
            if not good:
                found.append(f"{name} as {person.username}: {status}")
    assert found == []


def _opens(name: str, status: int) -> bool:
    """Shown, led on, not for GET, or not this person's object; refused only where the page judges for itself."""
    return status < 400 or status in (404, 405) or (status in (403, 409) and name in REFUSED_INSIDE)


def test_a_form_without_its_token_is_refused(made: Furnished) -> None:
    client = signed_in(made["zhou"], enforce_csrf_checks=True, **PART)
    for name, path, _pattern in entries(made):
        for method in METHODS:
            assert ask(client, method, path).status_code == 403, (name, method)


def test_nobody_but_superusers_enters_the_administration(made: Furnished) -> None:
    paths = [
        "/admin/",
        "/admin/complaints/category/",
        "/admin/complaints/category/import/",
        "/admin/auth/group/",
    ]
    for person in made.people.values():
        client = signed_in(person)
        assert {ask(client, "get", path).status_code for path in paths} == {302}, person.username


def test_staff_without_every_right_neither_imports_nor_exports(made: Furnished) -> None:
    User.objects.filter(pk=made["zhou"].pk).update(is_staff=True)
    client = signed_in(made["zhou"])
    for verb in ("import", "export"):
        assert ask(client, "get", f"/admin/complaints/category/{verb}/").status_code == 403
