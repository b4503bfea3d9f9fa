"""The month's wage bases, entered or imported by human resources (R05)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Post, Store, User
from apps.core.refusal import Refused
from apps.penalties.models import PayrollMonth, PayrollWage
from apps.penalties.rules import CENT, month_after
from apps.penalties.services import guards
from apps.penalties.services.open_months import hold_month

HIGHEST = Decimal(10_000_000)


def wages_of(store: Store, *, month: date) -> dict[int, Decimal]:
    """The wage base of each user id with one in the month, CNY: the newest entry; one query."""
    rows = PayrollWage.objects.filter(store=store, month=month).order_by("user", "-pk").distinct("user")
    return dict(rows.values_list("user_id", "amount"))


def people_of(store: Store, *, month: date) -> list[User]:
    """Who held a post in the store in the month, by name."""
    posts = Post.objects.filter(store=store, from_day__lt=month_after(month)).exclude(until_day__lt=month)
    return list(User.objects.filter(pk__in=posts.values("user_id")).order_by("name", "pk"))


def set_wages(payroll_month: PayrollMonth, wages: Mapping[int, Decimal], *, now: datetime, by: User) -> int:
    """Enter wage bases by user id; only what differs is written. Returns how many were.

    Refused without the right, for odd amounts, for people without a post in the month, and once the month is closed.
    """
    guards.refuse_strangers(payroll_month.store, by=by, action="penalties.wages")
    store, month = payroll_month.store, payroll_month.month
    if set(wages) - {user.pk for user in people_of(store, month=month)}:
        raise Refused(_("Somebody in the list had no post in the store in that month."), code="invalid")
    for amount in wages.values():
        _check(amount)
    with transaction.atomic():
        if hold_month(store, month).state == PayrollMonth.State.CLOSED:
            raise Refused(_("The month is closed. Its wages stay as they are."), code="closed")
        known = wages_of(store, month=month)
        changed = [
            PayrollWage(store=store, user_id=user_id, month=month, amount=amount, at=now, by=by)
            for user_id, amount in wages.items()
            if known.get(user_id) != amount
        ]
        PayrollWage.objects.bulk_create(changed)
    return len(changed)


def _check(amount: Decimal) -> None:
    if not amount.is_finite() or not 0 <= amount <= HIGHEST or amount != amount.quantize(CENT):
        raise Refused(_("A wage is not below zero and has at most two decimals."), code="invalid")
