"""Nobody sees a word of what is not theirs through any door: pages, parts, search, files, refusals (A2).

The words of the furnished house are the canaries: people of another store open every URL of it with its objects, and
people of another department look for one complaint that is not theirs.
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.accounts.access import ACTIONS, ALL, scope
from apps.accounts.models import Role, User
from apps.complaints import services as complaints
from apps.complaints.models import Category
from apps.customers.models import Customer, Phone
from tests.browser.furnished import Furnished, moment
from tests.browser.pages import named_views, path_of
from tests.browser.words import CHINESE
from tests.house.odd_requests import parameter_names
from tests.house.whole_house import made
from tests.house_of_three import House, build_house

__all__ = ["made"]
MARKED = re.compile(r"</?(?:mark|b|em|strong)>")  # the part of a hit that was looked for
CANARY, NUMBER = "金丝雀", "13777770001"
HALF_A_NAME = CHINESE.customers[0][:2]
DEPARTMENTAL = {Role.DEPARTMENT_HEAD, Role.DEPARTMENT_STAFF}
OTHERS = ("song", "qian", "tao", "wei", "bai")
EVERY = [role for role in Role.values if role != Role.CARE_MANAGER]
ROLES = [Role.CARE_MANAGER, *(pytest.param(role, marks=pytest.mark.long) for role in EVERY)]
# What the canary says; a page may repeat the word that was looked for, but not these.
SAID = {f"{CANARY}客", f"{CANARY}诉", f"{CANARY}求", NUMBER}
# A short part of each word is enough, and survives any cutting.
FOREIGN = {*SAID, *(name[:3] for name in (*CHINESE.people.values(), *CHINESE.customers)), CHINESE.text[:8]}


@pytest.fixture(scope="module")
def other(made: Furnished) -> House:
    """Another store, empty but for its people."""
    return build_house("other", "外店")


@pytest.fixture(scope="module")
def canary(made: Furnished) -> Customer:
    """A customer with one complaint, which sales handles."""
    at = moment("11-03", "09:30")
    customer = Customer.objects.create(
        store=made.store, name=f"{CANARY}客", name_pinyin="jinsique", created_at=at
    )
    Phone.objects.create(customer=customer, number=NUMBER, position=1)
    category = Category.objects.get(code="repair_quality")
    entry = complaints.ComplaintEntry(
        category_id=category.pk, text=f"{CANARY}诉", demand=f"{CANARY}求", source="hotline", customer=customer
    )
    complaint = complaints.register(entry, store=made.store, now=at, by=made["lin"])
    complaints.issue(complaint, department=made.house.sales, now=at, by=made["zhou"])
    return customer


def asked(made: Furnished, canary: Customer, *, whole: bool) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every URL as it is, and with every parameter the house reads: words to look for, and keys of foreign objects.

    Not whole, a sample: every URL one way, the next the other.
    """
    names = parameter_names()
    for number, (name, pattern) in enumerate(named_views()):
        path = path_of(name, pattern, made)
        word = (CANARY, NUMBER[-4:], str(canary.pk))[number % 3]
        given = dict.fromkeys(names, word) | {"q": (CANARY, HALF_A_NAME)[number % 2], "page": "1"}
        yield from [(name, path, data) for data in ({}, given) if whole or bool(data) == (number % 2 > 0)]


def body_of(answer: Any) -> str:
    """All that an answer says: headers, text, and what lies inside a workbook."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as book:
            content = b"".join(book.read(part) for part in book.namelist())
    text = MARKED.sub("", content.decode("utf-8", errors="replace"))
    return f"{answer.headers}{text}"


def seen_by(
    person: User, requests: Iterable[tuple[str, str, dict[str, Any]]], words: set[str]
) -> dict[str, set[str]]:
    """Which URLs showed which of the words to this person; each is asked as a page or as a part, in turn."""
    client, found = Client(), dict[str, set[str]]()
    client.force_login(person)
    for turn, (name, path, data) in enumerate(requests):
        part = {"HTTP_HX_REQUEST": "true"} if turn % 3 else {}
        with transaction.atomic():
            body = body_of(client.get(path, data, **part))
            transaction.set_rollback(True)
        if shown := {word for word in words if word in body}:
            found[name] = found.get(name, set()) | shown
    return found


@pytest.mark.parametrize("role", ROLES)
def test_another_store_sees_not_a_word(
    db: None, made: Furnished, canary: Customer, other: House, request: Any, role: str
) -> None:
    department = other.aftersales if role in DEPARTMENTAL else other.care
    person = other.person(f"other-{role}", "外人", role, department)
    doors = {name: view.callback.action for name, view in named_views()}
    over_all = {name for name, action in doors.items() if action in ACTIONS and scope(person, action) == ALL}
    requests = asked(made, canary, whole=request.config.getoption("--all"))
    assert seen_by(person, [one for one in requests if one[0] not in over_all], FOREIGN) == {}


@pytest.mark.parametrize(
    "username", ["zhang", *(pytest.param(name, marks=pytest.mark.long) for name in OTHERS)]
)
def test_another_department_does_not_see_this_complaint(
    db: None, made: Furnished, canary: Customer, request: Any, username: str
) -> None:
    whole = request.config.getoption("--all")
    assert seen_by(made[username], asked(made, canary, whole=whole), SAID) == {}


def test_whoever_may_see_it_does(db: None, made: Furnished, canary: Customer) -> None:
    """Negative control: the same crawl finds the canary where it is theirs."""
    doors = {"complaints:board", "complaints:export", "customers:list", "customers:export"}
    requests = [one for one in asked(made, canary, whole=True) if one[0] in doors]
    requests.append(("desk:search", reverse("desk:search"), {"q": HALF_A_NAME}))
    found = seen_by(made["zhou"], requests, FOREIGN)
    assert {name for name, words in found.items() if words & SAID} == doors
    assert CHINESE.customers[0] in found["desk:search"]
    assert not any(NUMBER in words for words in found.values())
