"""The page of a document: effects shown before a correction or voiding is done."""

from datetime import date

import pytest
from django.urls import reverse

from apps.callbacks import services
from apps.core import middleware
from apps.customers.models import Order


@pytest.fixture(autouse=True)
def clock(monkeypatch, noon):
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)


@pytest.fixture
def boss(signed_in, zhou):
    return signed_in(zhou)


def order_data(order, **changes):
    data = {"number": order.number, "document_day": order.document_day.isoformat(), "reason": "录入错误"}
    return data | {"version": order.version, "step": "preview"} | changes


def test_effects_are_shown_before_the_correction_is_done(boss, make_call, lin):
    call = make_call()
    url = reverse("callbacks:order", args=[call.order_id])
    assert boss.get(url).status_code == 200
    data = order_data(call.order, document_day="2026-11-03")
    first = boss.post(url, data)
    assert "2026-11-06" in first.content.decode()
    assert Order.objects.get().document_day == date(2026, 11, 2)
    done = boss.post(url, data | {"step": "save", "seen": first.context["seen"]})
    assert done.status_code == 302
    call.duty.refresh_from_db()
    assert call.duty.due_day == date(2026, 11, 6)


def test_nothing_is_saved_that_was_not_shown(boss, make_call, lin):
    call = make_call()
    url = reverse("callbacks:order", args=[call.order_id])
    data = order_data(call.order, document_day="2026-11-03")
    seen = boss.post(url, data).context["seen"]
    other = boss.post(url, data | {"step": "save", "seen": seen, "document_day": "2026-11-01"})
    assert other.status_code == 200
    assert Order.objects.get().document_day == date(2026, 11, 2)


def test_a_stale_document_page_is_refused(boss, make_call, lin, zhou, noon):
    call = make_call()
    url = reverse("callbacks:order", args=[call.order_id])
    data = order_data(call.order, mileage="5000")
    seen = boss.post(url, data).context["seen"]
    services.correct_order(
        Order.objects.get(), changes={"repair_type": "首保"}, reason="x", now=noon, by=zhou
    )
    answer = boss.post(url, data | {"step": "save", "seen": seen, "repair_type": "首保"})
    assert answer.status_code == 409
    assert "5000" in answer.content.decode()


@pytest.mark.parametrize("broken", [{"document_day": "2026-13-40"}, {"reason": ""}, {"number": ""}])
def test_an_impossible_document_is_refused(boss, make_call, lin, broken):
    call = make_call()
    url = reverse("callbacks:order", args=[call.order_id])
    assert boss.post(url, order_data(call.order, mileage="5") | broken).status_code == 400


def test_voiding_shows_then_does(boss, make_call, lin):
    call = make_call()
    url = reverse("callbacks:order", args=[call.order_id])
    first = boss.post(url, {"step": "void"})
    assert [effect.what for effect in first.context["effects"] or first.context["void_effects"]] == [
        "cancelled"
    ]
    assert boss.post(url, {"step": "void_save", "reason": ""}).status_code == 400
    assert boss.post(url, {"step": "void_save", "reason": "退车"}).status_code == 302
    call.refresh_from_db()
    assert call.state == "cancelled"
    assert boss.get(url).status_code == 200


def test_documents_of_another_store_are_not_found(signed_in, make_call, lin, stranger):
    url = reverse("callbacks:order", args=[make_call().order_id])
    assert signed_in(stranger).get(url).status_code == 404
    assert signed_in(lin).get(url).status_code == 403
