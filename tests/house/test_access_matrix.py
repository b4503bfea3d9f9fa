"""Every URL for everybody: strangers are led to sign in, roles without the right are refused, a forged form is too.

Real objects fill every place of a URL, so that whoever may is not refused by accident (reliability.md A1, H4). What is
answered on the way is looked at: its headers (H1), whether reading wrote anything (A5), numbers and titles (A3, H8).
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from apps.accounts.access import may, scope
from apps.accounts.models import User
from apps.customers.models import Customer
from tests.browser.furnished import Furnished
from tests.browser.pages import named_views, path_of
from tests.house.watching import full_numbers, text_of, title_of, unread_days, writing
from tests.house.whole_house import made

__all__ = ["made"]
# Pages of one person's own work: the right alone does not open somebody else's.
REFUSED_INSIDE = {"duties:why", "penalties:detail", "desk:evidence", "complaints:step"}
PART = {"HTTP_HX_REQUEST": "true"}  # a refusal without the frame is drawn in no time
ELSEWHERE = "https://evil.example"
METHODS = ("post", "put", "patch", "delete")
NO_FORM = ("head", "options", "put", "patch", "delete")
EACH = pytest.mark.parametrize(
    "every",
    [pytest.param(False, marks=pytest.mark.sample), pytest.param(True, marks=pytest.mark.long)],
    ids=["sample", "everybody"],
)


def entries(made: Furnished) -> Iterator[tuple[str, str, URLPattern]]:
    for name, pattern in named_views():
        yield name, path_of(name, pattern, made), pattern


# Opening a call claims it, and a call that verifies starts the verification: decided, and written down as such.
CLAIMS = {"desk:call": {"callbacks_callback", "complaints_complaint", "complaints_verification"}}
# Taking data out is written down; a saved segment notes when it was last counted, a session each minute that somebody
# is there: asking everything takes longer.
NOTED = {"customers_exportlog", "customers_segment", "accounts_signinsession"}
# Lists as they were brought in, before anybody is a customer: shown to those who decide about them.
AS_BROUGHT = ("customers:import", "customers:conflict", "desk:import")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'",
}


def ask(client: Client, method: str, path: str, **headers: str) -> Any:
    """The answer, with what the request wrote, which is taken back."""
    with transaction.atomic(), writing() as written:
        answer = getattr(client, method)(path, **headers)
        transaction.set_rollback(True)
    answer.written = written
    return answer


def look_at(name: str, answer: Any, names: set[str]) -> list[str]:
    """What is wrong with an answer to reading, whoever asked."""
    text, wrote = text_of(answer), set(answer.written.tables) - NOTED - CLAIMS.get(name, set())
    found = [f"{header} is missing" for header, says in ALWAYS.items() if says not in answer.get(header, "")]
    found += [f"reading wrote {sorted(wrote)}"] if wrote else []
    found += ["a copy may be kept"] if "no-store" not in answer.get("Cache-Control", "") else []
    if not name.startswith(AS_BROUGHT):
        found += [f"shows {number}" for number in full_numbers(text)]
    found += [f"a date field stays empty: {day}" for day in unread_days(text)]
    title = title_of(text)
    found += [f"title says {word}" for word in names if word in title] + [
        f"title says {number}" for number in full_numbers(title)
    ]
    return found


def signed_in(person: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


@pytest.mark.parametrize("switched_off", [False, True], ids=["nobody", "switched off"])
def test_strangers_are_led_to_sign_in(db: None, made: Furnished, switched_off: bool) -> None:
    """By GET, POST and one other method in turn. Whoever was switched off is a stranger with an old cookie."""
    stranger = signed_in(made["zhou"]) if switched_off else Client()
    User.objects.filter(pk=made["zhou"].pk).update(is_active=not switched_off)
    for number, (name, path, pattern) in enumerate(entries(made)):
        if pattern.callback.action != "public":
            for method in ("get", "post", NO_FORM[number % 5]):
                answer = ask(stranger, method, path)
                assert answer.status_code in (302, 405), (name, method)
                assert answer.status_code == 405 or answer.url.startswith(reverse("accounts:sign_in")), name
                assert not set(answer.written.tables) - NOTED, (name, method)


@EACH
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_roles_with_the_right_get_in(db: None, made: Furnished, method: str, every: bool) -> None:
    found, opened = [], set()
    names = set(Customer.objects.exclude(name="").values_list("name", flat=True))
    clients = {person.pk: (signed_in(person), signed_in(person, **PART)) for person in colleagues(made)}
    for number, (name, path, pattern) in enumerate(entries(made)):
        action = pattern.callback.action
        if action == "public":
            continue
        may_in, refused = sides(made, action, turn=None if every else number)
        for person in may_in if method == "get" else ():
            answer = ask(clients[person.pk][0], method, path)
            if answer.status_code < 400 or answer.status_code == 405:
                opened.add(name)
            if not _opens(name, answer.status_code):
                found.append(f"{name} as {person.username}: {answer.status_code}")
            found += [f"{name} as {person.username}: {fault}" for fault in look_at(name, answer, names)]
        for person in refused:
            status = ask(clients[person.pk][1], method, path).status_code
            if status not in (403, 405):
                found.append(f"{name} as {person.username}: {status}")
        if every and method == "get" and name not in opened:
            found.append(f"{name} opens for nobody: what refuses it to others is not seen")
    assert not found, "\n".join(found)


@EACH
def test_no_other_method_changes_anything(db: None, made: Furnished, every: bool) -> None:
    """HEAD, OPTIONS, PUT, PATCH and DELETE by whoever may read: what they send is no form, nothing is written."""
    for number, (name, path, pattern) in enumerate(entries(made)):
        people = [person for person in colleagues(made) if may(person, pattern.callback.action)] if (
            pattern.callback.action != "public" and (every or number % 8 == 0)
        ) else []  # fmt: skip
        for person in people[:1]:
            answer = ask(signed_in(person, **PART), NO_FORM[number % 5], path)
            wrote = set(answer.written.tables) - NOTED - CLAIMS.get(name, set()) - {"audit_act"}
            assert (answer.status_code < 500, wrote) == (True, set()), (name, NO_FORM[number % 5])


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
    one_of_each = {scopes[person]: person for person in reversed(may_in)}
    return list(one_of_each.values()), (refused * 2)[turn % max(len(refused), 1) :][: min(2, len(refused))]


def _opens(name: str, status: int) -> bool:
    """Shown, led on, not for GET, or not this person's object; refused only where the page judges for itself."""
    return status < 400 or status in (404, 405) or (status in (403, 409) and name in REFUSED_INSIDE)


@EACH
def test_a_form_without_its_token_is_refused(db: None, made: Furnished, every: bool) -> None:
    client = signed_in(made["zhou"], enforce_csrf_checks=True, **PART)
    client.get(reverse("accounts:account"))
    right = {"HTTP_X_CSRFTOKEN": client.cookies["csrf"].value}
    forged = {
        "without": {},
        "wrong": {"HTTP_X_CSRFTOKEN": "x" * 64},
        "foreign": right | {"HTTP_ORIGIN": ELSEWHERE},
    }
    for number, (name, path, _pattern) in enumerate(entries(made)):
        for method in METHODS if every or number % 10 == 0 else METHODS[:1]:
            for how, headers in forged.items() if every else [list(forged.items())[number % 3]]:
                assert ask(client, method, path, **headers).status_code == 403, (name, method, how)
    assert (
        ask(client, "post", reverse("accounts:theme"), **right).status_code == 302
    )  # the right one is heard


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
