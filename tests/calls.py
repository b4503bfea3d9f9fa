"""Orders and calls of the tests: 刘志远 took delivery, the call is due three days later."""

from datetime import date, datetime
from itertools import count
from uuid import uuid4

import pytest

from apps.callbacks import services
from apps.callbacks.models import Callback
from apps.customers.models import Customer, Order, Phone, Vehicle

NEWEST = date(2026, 12, 31)
numbers = count(1)


@pytest.fixture
def make_order(house, noon):
    """`make_order(day=…, kind=…, customer=…)`: a saved order with customer, phones and car."""

    def make(
        *, day=date(2026, 11, 2), kind="delivery", customer=None, served_by=None, created_at=noon, **more
    ):
        n = next(numbers)
        if customer is None:
            customer = Customer.objects.create(store=house.store, name="刘志远", created_at=created_at)
            Phone.objects.create(customer=customer, number=f"138{n:08d}", position=1)
        car = Vehicle.objects.create(store=house.store, plate=f"豫A{n:05d}", model="ID.4 X")
        return Order.objects.create(
            store=house.store, kind=kind, number=f"CK2611-{n:04d}", document_day=day, customer=customer,
            vehicle=car, served_by=served_by, created_at=created_at, **more,
        )  # fmt: skip

    return make


@pytest.fixture
def make_call(make_order, noon):
    """`make_call(...)`: the call of a fresh order, opened by the sweep."""

    def make(*, now=noon, **order):
        found = make_order(created_at=now, **order)
        services.open_due_follow_ups(now=now)
        return Callback.objects.get(order=found)

    return make


@pytest.fixture
def all_answers():
    """`all_answers(callback, value="5", waiting="2")`: every question of the kind answered."""

    def answers(callback, value="5", **by_code):
        questions = services.question_set_for(callback.kind, on=NEWEST).questions.all()
        return {q.pk: by_code.get(q.code, "1" if q.type == "yes_no" else value) for q in questions}

    return answers


@pytest.fixture
def entry(noon, all_answers):
    """`entry("completed", callback)`: what an agent would have typed, started a minute ago."""

    def build(outcome, callback, *, started_at: datetime = noon, **more):
        if outcome == "completed":
            more.setdefault("answers", all_answers(callback))
        more.setdefault("phone_id", callback.customer.phones.values_list("pk", flat=True).first())
        more.setdefault("request_key", uuid4())
        return services.AttemptEntry(outcome_code=outcome, started_at=started_at, **more)

    return build
