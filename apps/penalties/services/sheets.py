"""The month sheet: what the month says about each person, with the step-up and the warning at the cap (R03, R05)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from apps.accounts.models import User
from apps.penalties.models import PayrollMonth, Penalty
from apps.penalties.rules import over_cap, wage_needed
from apps.penalties.services import guards
from apps.penalties.services.story import record_month
from apps.rulebook import policy

State = Penalty.State
COUNTED = (State.CONFIRMED, State.UPHELD, State.SETTLED, State.REVERSED)


@dataclass
class PersonSheet:
    """One person's month: amounts in CNY, percent of the month's wage (HR knows the wage)."""

    user: User
    cap_percent: int
    rows: list[Penalty] = field(default_factory=list)
    waiting: int = 0
    misses: int = 0
    amount: Decimal = Decimal("0.00")
    percent: int = 0

    def add(self, penalty: Penalty) -> None:
        self.rows.append(penalty)
        if penalty.state in Penalty.WAITING:
            self.waiting += 1
        if penalty.state in COUNTED:
            self.amount += penalty.amount
            self.percent += penalty.percent
            self.misses += penalty.kind == Penalty.Kind.CALLBACK_MISS

    @property
    def over_cap(self) -> bool:
        return over_cap(amount=self.amount, percent=self.percent, cap_percent=self.cap_percent)

    @property
    def wage_needed(self) -> Decimal | None:
        """The wage from which the fines alone stay within the cap."""
        return wage_needed(self.amount, cap_percent=self.cap_percent)


def month_sheets(payroll_month: PayrollMonth) -> list[PersonSheet]:
    """One sheet for each person with rows in the month, by name; two queries.

    What was reversed later still stands in its closed month: the counter-row stands in another one.
    """
    cap = policy.value("payroll.cap_percent", store=payroll_month.store, on=payroll_month.month)
    rows = Penalty.objects.filter(store=payroll_month.store_id, month=payroll_month.month)
    sheets: dict[int, PersonSheet] = {}
    for penalty in (
        rows.exclude(state__in=[State.REJECTED, State.WAIVED])
        .select_related("subject")
        .order_by("subject__name", "subject_id", "fact_day", "pk")
    ):
        sheet = sheets.setdefault(penalty.subject_id, PersonSheet(user=penalty.subject, cap_percent=cap))
        sheet.add(penalty)
    return list(sheets.values())


def counts_by_month(months: list[PayrollMonth]) -> dict[int, dict[str, int]]:
    """For each month: people, decided and waiting rows; one query."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: {"people": 0, "decided": 0, "waiting": 0})
    by_month = {(row.store_id, row.month): row.pk for row in months}
    people: dict[int, set[int]] = defaultdict(set)
    rows = Penalty.objects.filter(
        store__in={row.store_id for row in months}, month__in={row.month for row in months}
    ).exclude(state__in=[State.REJECTED, State.WAIVED])
    for store_id, month, state, subject_id in rows.values_list("store_id", "month", "state", "subject_id"):
        pk = by_month.get((store_id, month))
        if pk is not None:
            found[pk]["waiting" if state in Penalty.WAITING else "decided"] += 1
            people[pk].add(subject_id)
    return {pk: {**counts, "people": len(people[pk])} for pk, counts in found.items()}


def export_month(payroll_month: PayrollMonth, *, now: datetime, by: User) -> list[PersonSheet]:
    """The month's sheets for a file, and a row in the month's history that says who took it."""
    guards.refuse_strangers(payroll_month.store, by=by, action="penalties.month")
    with transaction.atomic():
        state = payroll_month.state
        record_month(payroll_month, "export", old=state, new=state, at=now, by=by)
        return month_sheets(payroll_month)
