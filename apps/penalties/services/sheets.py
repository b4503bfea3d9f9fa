"""The month sheet: what the month says about each person and department, with the warning at the cap (R03, R05)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from apps.accounts.models import Department, Store, User
from apps.penalties.models import PayrollMonth, Penalty
from apps.penalties.rules import CAP_KEYS, Cap, cap_of, is_reward_part, month_after, over_cap, wage_needed
from apps.penalties.services import guards
from apps.penalties.services.people import departments_on
from apps.penalties.services.story import record_month
from apps.penalties.services.wages import wages_of
from apps.rulebook.policy import PolicyBook

State, Mode = Penalty.State, Penalty.Mode
COUNTED = (State.CONFIRMED, State.UPHELD, State.SETTLED, State.REVERSED)
ZERO = Decimal("0.00")


@dataclass
class Totals:
    """Sums of counted rows: fines and rewards in CNY (rewards below zero), percent of the wage, points, records."""

    misses: int = 0
    fines: Decimal = ZERO
    rewards: Decimal = ZERO
    percent: int = 0
    points: Decimal = ZERO
    records: int = 0

    @property
    def amount(self) -> Decimal:
        """Fines and rewards together, CNY."""
        return self.fines + self.rewards

    def count(self, penalty: Penalty) -> None:
        self.misses += penalty.kind == Penalty.Kind.CALLBACK_MISS
        if penalty.mode == Mode.POINTS:
            self.points += penalty.amount
        if penalty.mode == Mode.RECORD:
            self.records += 1
        if penalty.mode == Mode.MONEY:
            self._count_money(penalty)

    def _count_money(self, penalty: Penalty) -> None:
        self.percent += penalty.percent
        reversal = penalty.kind == Penalty.Kind.REVERSAL
        if is_reward_part(amount=penalty.amount, is_reversal=reversal):
            self.rewards += penalty.amount
        else:
            self.fines += penalty.amount

    def add(self, other: "Totals") -> None:
        for name in ("misses", "fines", "rewards", "percent", "points", "records"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class PersonSheet:
    """One person's month: amounts in CNY, percent of the month's wage (HR knows the wage)."""

    user: User
    cap_percent: int
    minimum: Decimal
    department: Department | None = None
    wage: Decimal | None = None
    rows: list[Penalty] = field(default_factory=list)
    waiting: int = 0
    totals: Totals = field(default_factory=Totals)

    def add(self, penalty: Penalty) -> None:
        self.rows.append(penalty)
        if penalty.state in Penalty.WAITING:
            self.waiting += 1
        if penalty.state in COUNTED:
            self.totals.count(penalty)

    @property
    def misses(self) -> int:
        return self.totals.misses

    @property
    def amount(self) -> Decimal:
        return self.totals.amount

    @property
    def percent(self) -> int:
        return self.totals.percent

    @property
    def cap(self) -> Cap | None:
        """R05 against the wage; None while human resources have not entered it."""
        if self.wage is None:
            return None
        return cap_of(
            fines=self.totals.fines,
            percent=self.totals.percent,
            wage=self.wage,
            cap_percent=self.cap_percent,
            minimum=self.minimum,
        )

    @property
    def over_cap(self) -> bool:
        """Beyond the cap for this wage; without a wage, beyond it whatever the wage."""
        if self.cap is not None:
            return self.cap.over > 0
        return over_cap(amount=self.totals.fines, percent=self.percent, cap_percent=self.cap_percent)

    @property
    def wage_needed(self) -> Decimal | None:
        """The wage from which the fines alone stay within the cap."""
        return wage_needed(self.totals.fines, cap_percent=self.cap_percent)


@dataclass
class DepartmentSheet:
    """The people of a department and what they add up to."""

    department: Department | None
    sheets: list[PersonSheet] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)


def month_sheets(payroll_month: PayrollMonth) -> list[PersonSheet]:
    """One sheet for each person with rows in the month, by name; five queries.

    What was reversed later still stands in its closed month: the counter-row stands in another one.
    """
    store, month = payroll_month.store, payroll_month.month
    rows = Penalty.objects.filter(store=store, month=month).exclude(state__in=[State.REJECTED, State.WAIVED])
    found: dict[int, list[Penalty]] = defaultdict(list)
    for penalty in rows.select_related("subject").order_by("subject__name", "subject_id", "fact_day", "pk"):
        found[penalty.subject_id].append(penalty)
    return _sheets(found, store=store, month=month)


def _sheets(found: dict[int, list[Penalty]], *, store: Store, month: date) -> list[PersonSheet]:
    book = PolicyBook(store, keys=CAP_KEYS)
    cap, minimum = (book.value(key, on=month) for key in CAP_KEYS)
    wages = wages_of(store, month=month)
    departments = departments_on(store, found, on=month_after(month) - timedelta(days=1))
    sheets = []
    for user_id, rows in found.items():
        sheet = PersonSheet(rows[0].subject, cap, Decimal(minimum), departments[user_id], wages.get(user_id))
        for penalty in rows:
            sheet.add(penalty)
        sheets.append(sheet)
    return sheets


def person_sheet(store: Store, *, user: User, month: date, with_row: Penalty | None = None) -> PersonSheet:
    """One person's month as it would stand with a row that still waits; for the warning beside a decision (R05)."""
    rows = list(
        Penalty.objects.filter(store=store, subject=user, month=month, state__in=COUNTED).select_related(
            "subject"
        )
    )
    if with_row is not None and with_row.pk not in {row.pk for row in rows}:
        rows.append(Penalty.objects.select_related("subject").get(pk=with_row.pk))
        rows[-1].state = State.CONFIRMED
    if not rows:
        return PersonSheet(user, 0, ZERO)
    return _sheets({user.pk: rows}, store=store, month=month)[0]


def by_department(sheets: Iterable[PersonSheet]) -> list[DepartmentSheet]:
    """The sheets under their departments, with subtotals; those without a department last."""
    found: dict[int | None, DepartmentSheet] = {}
    for sheet in sheets:
        key = sheet.department.pk if sheet.department else None
        group = found.setdefault(key, DepartmentSheet(sheet.department))
        group.sheets.append(sheet)
        group.totals.add(sheet.totals)
    return sorted(
        found.values(), key=lambda one: (one.department is None, one.department and one.department.pk)
    )


def total_of(sheets: Iterable[PersonSheet]) -> Totals:
    """The whole month."""
    total = Totals()
    for sheet in sheets:
        total.add(sheet.totals)
    return total


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
