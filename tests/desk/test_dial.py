"""A dial on the call screen: when it starts, when it is over, and what cannot be a moment or a word."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.callbacks.models import Attempt, Draft


@pytest.fixture(autouse=True)
def inside_a_window(monkeypatch, noon):
    from apps.core import middleware

    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)


@pytest.fixture
def call(make_call, lin):
    return make_call()


@pytest.fixture
def page(signed_in, lin):
    return signed_in(lin)


def url(call, name="call"):
    return reverse(f"desk:{name}", args=[call.pk])


def sent(call, outcome="no_answer", **more):
    return {"outcome": outcome, "request_key": str(uuid4()), "phone": call.customer.phones.first().pk} | more


def test_a_number_shown_days_ago_starts_a_new_dial(page, call, lin, noon):
    data = {"dial": call.customer.phones.get().pk}
    page.post(url(call, "call_reveal"), data)
    Draft.objects.filter(callback=call).update(started_at=noon - timedelta(days=1))
    assert page.get(url(call)).context["started_at"] is None
    page.post(url(call, "call_reveal"), data)
    assert Draft.objects.get().started_at == noon
    assert page.post(url(call), sent(call)).status_code == 302
    assert Attempt.objects.get().started_at == noon


def test_a_dial_of_days_ago_does_not_bar_the_saving(page, call, lin, noon):
    Draft.objects.create(callback=call, user=lin, started_at=noon - timedelta(days=1), saved_at=noon)
    assert page.post(url(call), sent(call)).status_code == 302


def test_putting_the_call_back_ends_the_dial(page, call, noon):
    page.post(url(call, "call_reveal"), {"dial": call.customer.phones.get().pk})
    page.post(url(call, "call_release"))
    assert Draft.objects.get().started_at is None


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+10:00", "9999-12-31T23:00-10:00", "morgen"])
def test_a_moment_out_of_all_time_gets_a_sentence(signed_in, zhou, call, moment):
    data = sent(call, called_at=moment, earlier_reason="停电")
    answer = signed_in(zhou).post(url(call), data)
    assert answer.status_code == 400
    assert Attempt.objects.count() == 0


def test_signs_the_database_cannot_hold_are_refused(page, call):
    for data in ({"note": "a\x00"}, {"answer-1": "\x00"}):
        assert page.post(url(call, "call_draft"), data).status_code == 400
    assert page.get(reverse("callbacks:list") + "?number=%00").status_code == 400
    assert Draft.objects.count() == 0
