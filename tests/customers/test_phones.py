"""Numbers: looked at with a trail, added, marked (S20, S24)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.customers import services
from apps.customers.models import Customer, Phone, Reveal
from apps.notices.models import Notice
from tests.customers.lists import WANG, taken_in, upload
from tests.house_of_three import House


@pytest.fixture
def wang(house: House, root: User, noon: datetime) -> Customer:
    taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    return Customer.objects.get()


def test_looking_leaves_a_row(wang: Customer, lin: User, noon: datetime) -> None:
    number = services.reveal(wang.phones.get(), code="call", object_id=7, now=noon, by=lin)
    assert number == WANG[1]
    reveal = Reveal.objects.get()
    assert (reveal.by, reveal.at, reveal.code, reveal.object_id) == (lin, noon, "call", 7)


def test_nobody_looks_at_numbers_by_the_hundred(
    wang: Customer, lin: User, zhou: User, noon: datetime, settings: Any
) -> None:
    """H7: stopped, and the manager is told once."""
    settings.REVEALS_AN_HOUR = 2
    phone = wang.phones.get()
    for _turn in range(2):
        services.reveal(phone, code="page", object_id=None, now=noon, by=lin)
    with pytest.raises(Refused) as refusal:
        services.reveal(phone, code="page", object_id=None, now=noon, by=lin)
    assert refusal.value.status == 429
    assert Notice.objects.get(user=zhou).kind == "customers.reveals"
    services.reveal(phone, code="page", object_id=None, now=noon + timedelta(hours=2), by=lin)


def test_a_number_is_added_once(wang: Customer, lin: User, noon: datetime) -> None:
    services.add_phone(wang, "0371-66668888转808", source="x", now=noon, by=lin, first=True)
    assert [phone.number for phone in wang.phones.all()] == ["037166668888-808", WANG[1]]
    with pytest.raises(Refused) as refusal:
        services.add_phone(wang, "138 0013 8001", source="x", now=noon, by=lin)
    assert refusal.value.code == "duplicate"
    for text in ("", "abc", "13800138001/13800138002"):
        with pytest.raises(Refused) as refusal:
            services.add_phone(wang, text, source="x", now=noon, by=lin)
        assert refusal.value.status == 400


def test_marks(wang: Customer, lin: User, noon: datetime) -> None:
    phone = wang.phones.get()
    services.mark_phone(phone, Phone.Validity.VERIFIED, now=noon, by=lin)
    assert (phone.validity, phone.checked_at) == ("verified", noon)
    with pytest.raises(Refused):
        services.mark_phone(phone, "splendid", now=noon, by=lin)


def test_the_button_shows_and_notes(wang: Customer, lin: User, signed_in: Any) -> None:
    url = f"/customers/phones/{wang.phones.get().pk}/reveal/"
    client = signed_in(lin)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == client.post(url, {"code": "call"}).status_code == 400
    answer = client.post(url, {"code": "message"}, headers={"HX-Request": "true"})
    assert f"tel:{WANG[1]}" in answer.text
    assert Reveal.objects.filter(by=lin, code="message").count() == 1


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("gao", 403), ("han", 403)])
def test_who_may_not_look(
    wang: Customer, signed_in: Any, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    url = f"/customers/phones/{wang.phones.get().pk}/reveal/"
    assert signed_in(request.getfixturevalue(who)).post(url).status_code == status
    assert not Reveal.objects.exists()
