"""Customers who stay away (R32), and what lists said differently about one (S22)."""

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.core import middleware
from apps.customers.models import Customer, Order
from apps.customers.services.churn import churn, months_before
from tests.customers.lists import LI, OLD, WANG, taken_in, upload
from tests.house_of_three import House


def test_months_are_calendar_months() -> None:
    assert months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 12) == date(2025, 1, 15)


def test_who_stayed_away_for_six_months_is_lost(
    house: House, root: User, zhou: User, noon: datetime, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon)
    taken_in(upload([WANG, LI, OLD]), store=house.store, by=root, now=noon)
    Order.objects.filter(number=WANG[4]).update(document_day=date(2026, 5, 2))
    Order.objects.filter(number=LI[4]).update(document_day=date(2026, 9, 3))
    found = churn(house.store, now=noon)
    assert (found.base, found.lost, found.percent, found.months) == (3, 1, 33.3, 6)
    client = signed_in(zhou)
    text = client.get(reverse("customers:churn")).text
    assert "王小明" in text
    assert "李秀兰" not in text
    assert "13800138001" not in text
    lost = Customer.objects.get(name="王小明")
    assert "05-02" in client.get(reverse("customers:list_differences", args=[lost.pk])).text


def test_differences_of_lists_stand_on_the_customers_page(
    house: House, root: User, zhou: User, stranger: User, noon: datetime, signed_in: Any
) -> None:
    taken_in(upload([WANG]), store=house.store, by=root, now=noon)
    changed = (*WANG[:7], "42999", WANG[8])
    taken_in(upload([changed]), store=house.store, by=root, now=noon, source="OMD")
    part = reverse("customers:list_differences", args=[Customer.objects.get().pk])
    text = signed_in(zhou).get(part).text
    assert "<del>42018</del>" in text
    assert "<ins>42999</ins>" in text
    assert "OMD" in text
    assert signed_in(stranger).get(part).status_code == 404
