"""Bring a complaint to a state by its verbs, as the people of the house would."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.urls import reverse

from apps.accounts.models import Department, User
from apps.callbacks.models import (
    Answer,
    Attempt,
    Callback,
    CallbackMove,
    Option,
    Outcome,
    Question,
)
from apps.complaints import services
from apps.complaints.models import Category, CauseKind, Complaint, Verification
from apps.complaints.services import ComplaintEntry
from apps.customers.intake.names import name_key
from apps.customers.models import Customer, Phone, Vehicle
from tests.house_of_three import House

HOUR = timedelta(hours=1)
ANSWER = {"cause": "配件批次偏硬", "measure": "更换刹车片", "result": "路试正常，客户认可"}


def some_cause() -> CauseKind:
    return CauseKind.objects.get(code="product.parts")


def full_answer() -> dict[str, Any]:
    """Everything a department hands back with."""
    return {**ANSWER, "liable": "us", "cause_kind": some_cause()}


@dataclass
class People:
    """Who acts: agents lin and du, manager zhou, director fang, head song and staff zhang of after-sales."""

    lin: User
    du: User
    zhou: User
    fang: User
    song: User
    zhang: User
    aftersales: Department
    customer: Customer
    vehicle: Vehicle | None = None
    made: list[Complaint] = field(default_factory=list)

    def entry(self, **given: Any) -> ComplaintEntry:
        category = Category.objects.get(code=given.pop("category", "repair_quality"))
        defaults = {
            "source": "hotline",
            "category_id": category.pk,
            "customer": self.customer,
            "vehicle": self.vehicle,
            "text": "更换刹车片后低速异响，返修一次未解决",
            "demand": "彻底查清原因",
        }
        return ComplaintEntry(**(defaults | given))

    def registered(self, now: datetime, **given: Any) -> Complaint:
        return services.register(self.entry(**given), store=self.aftersales.store, now=now, by=self.lin)

    def issued(self, now: datetime, **given: Any) -> Complaint:
        complaint = self.registered(now, **given)
        return services.issue(complaint, department=self.aftersales, now=now, by=self.zhou)

    def signed(self, now: datetime, **given: Any) -> Complaint:
        return services.sign(self.issued(now, **given), handler=self.zhang, now=now, by=self.song)

    def handling(self, now: datetime, **given: Any) -> Complaint:
        complaint = self.signed(now, **given)
        return services.record_first_contact(complaint, note="已致电", now=now, by=self.zhang)

    def returned(self, now: datetime, *, answered: datetime | None = None, **given: Any) -> Complaint:
        complaint = self.handling(now, **given)
        return self.hand_back(complaint, now=answered or now)

    def hand_back(self, complaint: Complaint, *, now: datetime) -> Complaint:
        return services.return_answer(complaint, **full_answer(), now=now, by=self.song)

    def verifying(self, now: datetime, *, answered: datetime | None = None, **given: Any) -> Complaint:
        complaint = self.returned(now, answered=answered, **given)
        services.verification_opened(call_of(complaint), now=answered or now, by=self.lin)
        complaint.refresh_from_db()
        return complaint

    def verified(
        self, complaint: Complaint, value: str, *, now: datetime, by: User | None = None
    ) -> Complaint:
        callback = call_of(complaint)
        attempt = dial(callback, by=by or self.lin, now=now, answer=value)
        return services.settle_verification(callback, attempt, now=now, by=by or self.lin)

    def closed(self, now: datetime, *, closed: datetime | None = None, **given: Any) -> Complaint:
        complaint = self.verifying(now, answered=given.pop("answered", None), **given)
        return self.verified(complaint, "1", now=closed or now)


def people_of(house: House, *, now: datetime) -> People:
    """The people around one customer's complaint of after-sales."""
    names = ("lin", "du", "zhou", "fang", "song", "zhang")
    vehicle = Vehicle.objects.create(
        store=house.store, vin="LSVAB4182E2104482", plate="豫A7K3Q9", model="朗逸 1.5L"
    )
    customer = customer_of(house.store, now=now)
    people = {name: house.named(name) for name in names}
    return People(**people, aftersales=house.aftersales, customer=customer, vehicle=vehicle)


def call_of(complaint: Complaint) -> Callback:
    """The newest verifying call."""
    return Verification.objects.filter(complaint=complaint).order_by("-cycle", "-round").first().callback


def dial(
    callback: Callback, *, by: User, now: datetime, answer: str = "", outcome: str = "completed"
) -> Attempt:
    """The attempt and answer rows of a verifying call as saving the call leaves them."""
    attempt = Attempt.objects.create(
        callback=callback,
        agent=by,
        started_at=now - timedelta(minutes=3),
        ended_at=now,
        saved_at=now,
        outcome=Outcome.objects.get(code=outcome),
        reached=bool(answer),
        in_window=True,
        request_key=uuid4(),
    )
    if answer:
        question = Question.objects.get(code="verify_result")
        option = Option.objects.get(question=question, value=answer)
        Answer.objects.create(attempt=attempt, question=question, option=option, score=option.score)
        end(callback, "completed", now=now)
    return attempt


def end(callback: Callback, state: str, *, now: datetime) -> None:
    """The call ends in `state`, as saving its last attempt leaves it."""
    old = callback.state
    Callback.objects.filter(pk=callback.pk).update(state=state)
    CallbackMove.objects.create(callback=callback, old=old, new=state, at=now)


def customer_of(store: Any, *, now: datetime, name: str = "李秀兰", phone: str = "13912345608") -> Customer:
    customer = Customer.objects.create(store=store, name=name, name_key=name_key(name), created_at=now)
    Phone.objects.create(customer=customer, number=phone)
    return customer


def url(name: str, complaint: Complaint | None = None, *args: Any) -> str:
    return reverse(f"complaints:{name}", args=[complaint.pk, *args] if complaint else [])
