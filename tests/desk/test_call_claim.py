"""Who has a call in hand (S03): renewed by the open page, taken over by a manager, told to the page that lost it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.callbacks import services
from apps.callbacks.models import Attempt
from apps.core import middleware
from apps.core.refusal import Refused
from apps.customers import services as customers

HTMX = {"HTTP_HX_REQUEST": "true"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(monkeypatch, noon):
    def stand(moment):
        monkeypatch.setattr(middleware.timezone, "now", lambda: moment)

    stand(noon)
    return stand


@pytest.fixture
def call(make_call, lin):
    return make_call()


@pytest.fixture
def page(signed_in, lin, clock):
    return signed_in(lin)


def url(call, name="call"):
    return reverse(f"desk:{name}", args=[call.pk])


def test_the_open_page_keeps_the_call_and_the_hour_it_was_taken(page, call, clock, noon, lin, zhou):
    page.get(url(call))
    for minutes in (9, 18):
        clock(noon + minutes * MINUTE)
        assert (
            "由您领取"
            in page.post(url(call, "call_keep"), {"opened_at": noon.isoformat()}, **HTMX).content.decode()
        )
    with pytest.raises(Refused) as refusal:
        services.claim(call, now=noon + 27 * MINUTE, by=zhou)
    assert "10:00" in str(refusal.value)
    services.claim(call, now=noon + 28 * MINUTE, by=zhou)


def test_a_manager_takes_over_and_the_page_that_lost_it_keeps_the_text(
    page, call, signed_in, zhou, noon, clock
):
    opened = page.get(url(call)).context["opened_at"].isoformat()
    boss = signed_in(zhou)
    assert url(call, "call_take") in boss.get(url(call)).content.decode()
    clock(noon + 2 * MINUTE)
    assert boss.post(url(call, "call_take")).url == url(call)
    assert "data-call" in boss.get(url(call)).content.decode()
    page.force_login(call.duty.owner)
    lost = page.post(url(call, "call_keep"), {"opened_at": opened}, **HTMX).content.decode()
    assert "周敏" in lost
    assert "接管" in lost
    assert "hx-trigger" not in lost
    data = {"outcome": "busy", "request_key": str(uuid4()), "note": "等十分钟", "opened_at": opened}
    answer = page.post(url(call), data, **HTMX)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "等十分钟" in text
    assert "10:02 周敏接管了这通回访" in text
    assert page.post(url(call, "call_draft"), data).status_code == 409
    assert not Attempt.objects.exists()


def test_an_agent_takes_nothing_over(page, call):
    assert page.post(url(call, "call_take")).status_code == 403


def test_a_call_that_was_cancelled_meanwhile_says_by_whom_and_why(page, call, zhou, noon, clock):
    opened = page.get(url(call)).context["opened_at"].isoformat()
    services.release(call, now=noon, by=call.duty.owner)
    services.cancel(call, code="duplicate", reason="同一单据", now=noon + MINUTE, by=zhou)
    clock(noon + 2 * MINUTE)
    data = {"outcome": "busy", "request_key": str(uuid4()), "note": "等", "opened_at": opened}
    text = page.post(url(call), data, **HTMX).content.decode()
    assert "周敏" in text
    assert "同一单据" in text


def test_nobody_cancels_or_hands_over_what_is_just_being_saved(page, call, zhou, noon, settings):
    settings.UNDO_SECONDS = 10
    page.post(url(call), {"outcome": "busy", "request_key": str(uuid4())}, **HTMX)
    with pytest.raises(Refused) as refusal:
        services.cancel(call, code="test", reason="x", now=noon, by=zhou)
    assert "林晓彤" in str(refusal.value)


def test_an_unwanted_call_shows_no_number(page, call, noon, zhou):
    customers.opt_out(call.customer, kind="delivery", reason="太忙", now=noon, by=zhou)
    answer = page.post(url(call, "call_reveal"), {"dial": call.customer.phones.get().pk}, **HTMX)
    assert answer.status_code == 409
    assert "太忙" in answer.content.decode()
