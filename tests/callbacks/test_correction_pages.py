"""The list of wrong customer data: the clerk corrects a number."""

import pytest
from django.urls import reverse

from apps.callbacks import services
from apps.callbacks.models import Correction
from apps.core import middleware


@pytest.fixture(autouse=True)
def clock(monkeypatch, noon):
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)


@pytest.fixture
def wrong(make_call, lin, noon, entry):
    call = make_call()
    services.record_attempt(call, entry("empty_number", call), now=noon, by=lin)
    return Correction.objects.get()


def test_the_clerk_corrects_a_number(signed_in, wrong, clerk):
    client = signed_in(clerk)
    page = client.get(reverse("callbacks:corrections"))
    assert wrong.phone.number not in page.content.decode()
    url = reverse("callbacks:correct", args=[wrong.pk])
    bad = client.post(url, {"action": "number", "number": "12"})
    assert bad.status_code == 400
    assert 'value="12"' in bad.content.decode()
    assert client.post(url, {"action": "x"}).status_code == 400
    assert client.post(url, {"action": "number", "number": "13911112222"}).status_code == 302
    assert client.post(url, {"action": "number", "number": "13911112223"}).status_code == 409
    wrong.callback.refresh_from_db()
    assert wrong.callback.state == "pending"


def test_corrections_of_another_store_are_not_found(signed_in, wrong, stranger, han):
    url = reverse("callbacks:correct", args=[wrong.pk])
    assert signed_in(stranger).post(url, {"action": "hopeless"}).status_code == 404
    assert signed_in(han).get(reverse("callbacks:corrections")).status_code == 403
