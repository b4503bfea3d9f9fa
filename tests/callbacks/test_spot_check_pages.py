"""The pages of a spot check: drawn, judged, concluded."""

from datetime import date

import pytest
from django.urls import reverse

from apps.callbacks import services
from apps.callbacks.models import SpotCheck
from apps.core import middleware


@pytest.fixture(autouse=True)
def clock(monkeypatch, noon):
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)


def test_a_sample_is_drawn_judged_and_concluded_on_the_page(signed_in, make_call, lin, wu):
    calls = [make_call() for _ in range(4)]
    client = signed_in(wu)
    data = {"first_day": "2026-11-01", "last_day": "2026-11-30", "rule": "random", "size": "3"}
    answer = client.post(reverse("callbacks:spot_checks"), data)
    sheet = SpotCheck.objects.get()
    url = reverse("callbacks:spot_check", args=[sheet.pk])
    assert answer.url == url
    text = client.get(url).content.decode()
    for call in calls:
        assert call.customer.phones.get().number not in text
        assert call.customer.name not in text
    for item in sheet.items.all():
        judge = reverse("callbacks:judge", args=[item.pk])
        assert client.post(judge, {"verdict": "late", "remark": ""}).status_code == 400
        assert client.post(judge, {"verdict": "nonsense", "remark": "x"}).status_code == 400
        assert client.post(judge, {"verdict": "fine", "remark": ""}).status_code == 302
    conclude = reverse("callbacks:spot_check_conclude", args=[sheet.pk])
    assert client.post(conclude).status_code == 302
    assert client.post(conclude).status_code == 409
    assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    "broken", [{"size": "0"}, {"rule": "x"}, {"first_day": "x"}, {"last_day": "2020-01-01"}]
)
def test_an_unfit_draw_is_refused(signed_in, make_call, lin, wu, broken):
    make_call()
    data = {"first_day": "2026-11-01", "last_day": "2026-11-30", "rule": "random", "size": "3"} | broken
    assert signed_in(wu).post(reverse("callbacks:spot_checks"), data).status_code == 400
    assert not SpotCheck.objects.exists()


def test_an_unfinished_sheet_is_not_concluded(signed_in, make_call, lin, wu, house, noon):
    make_call()
    period = {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 30)}
    sheet = services.draw_spot_check(house.store, rule="random", size=1, seed=1, now=noon, by=wu, **period)
    client = signed_in(wu)
    assert client.post(reverse("callbacks:spot_check_conclude", args=[sheet.pk])).status_code == 409


def test_sheets_of_another_store_are_not_found(signed_in, make_call, lin, wu, house, noon, stranger):
    make_call()
    period = {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 30)}
    sheet = services.draw_spot_check(house.store, rule="random", size=1, seed=1, now=noon, by=wu, **period)
    client = signed_in(stranger)
    assert client.get(reverse("callbacks:spot_check", args=[sheet.pk])).status_code == 404
    assert client.post(reverse("callbacks:judge", args=[sheet.items.get().pk])).status_code == 404
