"""The log knows requests and persons by number, never a customer's name, number, plate or password (H8)."""

import json
import logging
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.audit.models import Act
from apps.customers.models import Customer, Phone
from carecenter.logs import formatter
from tests.house_of_three import House

NAME, NUMBER = "金丝雀", "13777770001"
SECRETS = (NAME, "%E9%87%91%E4%B8%9D", NUMBER, "secret-phrase-7", "wrong-guess-8")


@pytest.fixture
def log() -> Any:
    """Everything any part of the house writes to the log, as it would stand in the file."""
    written, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter())
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def test_no_customer_and_no_password_in_the_log(
    log: StringIO, house: House, zhou: User, noon: datetime, monkeypatch: Any
) -> None:
    customer = Customer.objects.create(store=house.store, name=NAME, created_at=noon)
    phone = Phone.objects.create(customer=customer, number=NUMBER, position=1)
    client = Client(raise_request_exception=False)
    for password in ("wrong-guess-8", "secret-phrase-7"):
        client.post(reverse("accounts:sign_in"), {"username": "zhou", "password": password})
    client.get(reverse("desk:search"), {"q": NAME})
    client.get(reverse("customers:list"), {"q": NUMBER})
    client.get(reverse("desk:customer", args=[customer.pk]))
    client.post(reverse("customers:phone_reveal", args=[phone.pk]), {"code": "reach"})
    client.post(reverse("accounts:people"), {"name": NAME, "phone": NUMBER})
    monkeypatch.setattr("apps.desk.customer.views.story_of", lambda *_given, **_named: 1 / 0)
    assert client.get(reverse("desk:customer", args=[customer.pk])).status_code == 500
    text = log.getvalue()
    assert [secret for secret in SECRETS if secret in text] == []
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(lines) > 10
    assert any("ZeroDivisionError" in str(line) for line in lines)
    act = Act.objects.get(page="customers:phone_reveal")
    [told] = [
        line
        for line in lines
        if line.get("request_id") == act.request and line["event"] == "request_finished"
    ]
    assert told["user_id"] == zhou.pk
