"""Complaints as board, table, export and detail need them: one query, whatever the number of rows."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from apps.accounts.models import Department, User
from apps.complaints.models import Compensation, Complaint, Verification
from apps.complaints.services.rounds import Result

REPEAT_DAYS = timedelta(days=90)
TRIED = (Result.UNSATISFIED, Result.UNREACHED)


def with_facts(
    rows: QuerySet[Complaint], *, among: QuerySet[Complaint], now: datetime
) -> QuerySet[Complaint]:
    """Adds what a card tells: result of the newest round, whether one was tried, how often the customer complained
    within 90 days (`among` the complaints the person may see), whether closing was extended, which compensation waits
    for a decision and who asked."""
    asked = Compensation.objects.filter(complaint=OuterRef("pk"), state=Compensation.State.ASKED)
    rounds = Verification.objects.filter(complaint=OuterRef("pk"), cycle=OuterRef("cycle"))
    lately = among.filter(customer=OuterRef("customer"), recorded_at__gt=now - REPEAT_DAYS).order_by()
    counted = lately.exclude(state=Complaint.State.INVALID).values("customer").annotate(n=Count("pk"))
    return rows.select_related(
        "customer", "department", "handler", "category", "words", "vehicle", "close_duty", "contact_duty",
        "return_duty",
    ).annotate(
        last_result=Coalesce(Subquery(rounds.order_by("-round").values("result")[:1]), Value("")),
        tried=Exists(rounds.filter(result__in=TRIED)),
        repeats=Coalesce(Subquery(counted.values("n")[:1], output_field=IntegerField()), Value(0)),
        asked_amount=Subquery(asked.values("amount")[:1]),
        asked_by=Subquery(asked.values("asked_by")[:1]),
        extended=ExpressionWrapper(
            Q(close_duty__isnull=False) & ~Q(close_duty__due_at=F("close_duty__original_due_at")),
            output_field=BooleanField(),
        ),
    )  # fmt: skip


def filtered(rows: QuerySet[Complaint], wanted: dict[str, Any]) -> QuerySet[Complaint]:
    """Applies the values of a board or table filter; unknown ones are none."""
    for field in ("department", "level", "handler", "source"):
        if wanted.get(field):
            rows = rows.filter(**{field: wanted[field]})
    text = (wanted.get("q") or "").strip()
    if text:
        rows = rows.filter(
            Q(number__icontains=text)
            | Q(customer__name__icontains=text)
            | Q(words__text__icontains=text)
            | Q(vehicle__plate__icontains=text)
        )
    return rows


def offered_departments(rows: QuerySet[Complaint]) -> QuerySet[Department]:
    """Departments that occur among the complaints the person may see."""
    return Department.objects.filter(pk__in=rows.values("department")).order_by("pk")


def offered_handlers(rows: QuerySet[Complaint]) -> QuerySet[User]:
    return User.objects.filter(pk__in=rows.values("handler")).order_by("name", "pk")
