"""What is typed in a call and not saved yet, and whose hand the call is in."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.callbacks import services
from apps.callbacks.models import Draft

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def inside_a_window(monkeypatch, noon):
    """The web's clock stands at 10:00 in Shanghai."""
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


def test_the_draft_comes_back(page, call):
    answer = page.post(url(call, "call_draft"), {"problem": "等太久", "draft_version": "", "csrf": "x"})
    assert answer.status_code == 200
    version = answer["X-Draft-Version"]
    assert Draft.objects.get().data == {"problem": "等太久"}
    shown = page.get(url(call)).content.decode()
    assert "等太久" in shown
    assert version in shown


def test_a_second_page_is_told_and_changes_nothing(page, call, noon, monkeypatch):
    from apps.core import middleware

    page.post(url(call, "call_draft"), {"problem": "一", "draft_version": ""})
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon + timedelta(seconds=5))
    answer = page.post(url(call, "call_draft"), {"problem": "二", "draft_version": ""})
    assert answer.status_code == 409
    assert Draft.objects.get().data == {"problem": "一"}


def test_the_first_draft_after_showing_the_number_is_kept(page, call):
    page.post(url(call, "call_reveal"), {"dial": call.customer.phones.get().pk}, **HTMX)
    assert page.post(url(call, "call_draft"), {"note": "忙", "draft_version": ""}).status_code == 200


def test_a_colleague_in_the_call_is_named(page, call, zhou, noon, make_call):
    services.claim(call, now=noon, by=zhou)
    following = make_call()
    text = page.get(url(call)).content.decode()
    assert "周敏" in text
    assert url(following) in text
    assert 'class="call"' not in text


def test_a_manager_looks_in_without_taking_the_call(signed_in, call, zhou):
    assert signed_in(zhou).get(url(call)).status_code == 200
    call.refresh_from_db()
    assert call.claimed_by is None


def test_putting_back_frees_the_call(page, call):
    page.get(url(call))
    assert page.post(url(call, "call_release")).url == reverse("desk:home")
    call.refresh_from_db()
    assert call.claimed_by is None


def test_others_see_nothing(signed_in, call, du, han, stranger):
    for person, status in ((du, 404), (stranger, 404), (han, 403)):
        client = signed_in(person)
        assert client.get(url(call)).status_code == status
        assert client.post(url(call), {}).status_code == status
        assert client.post(url(call, "call_draft"), {}).status_code == status
        assert client.post(url(call, "call_reveal"), {}).status_code == status
