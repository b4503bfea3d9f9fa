"""Random months by the verbs: sums, step-up, cap and reversals hold whatever people decide (R02, R03, R05, S14)."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from apps.core.refusal import Refused
from apps.desk.oracle import money
from apps.desk.oracle.checking import check_house
from apps.duties import services as duties
from apps.penalties import services
from apps.penalties.models import PayrollLine, Penalty
from apps.penalties.rules import month_after
from tests.penalties.conftest import end_of

MONEY_RULES = frozenset(rule.key for rule in money.RULES) | {"D4.penalties"}
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
COUNTED = ("confirmed", "upheld", "settled", "reversed")
LIVE = ("proposed", "confirmed", "appealed", "upheld", "settled")


class Months:
    """Two people's October and November, lived through with dice."""

    def __init__(self, seed, house, people, owed, at):
        self.dice, self.house, self.people, self.at = Random(seed), house, people, at
        for _ in range(self.dice.randint(6, 14)):
            owed(self._agent(), date(2026, 10, self.dice.randint(1, 28)), opened=at("2026-09-20 09:00"))
        duties.mark_missed(now=end_of(date(2026, 10, 31)))
        services.propose_for_missed(now=end_of(date(2026, 10, 31)))

    def _agent(self):
        return self.dice.choice([self.people["lin"], self.people["du"]])

    def live(self, steps, *, start):
        for number in range(steps):
            now = self.at(f"{start} 09:00") + timedelta(minutes=number)
            rows = list(Penalty.objects.select_related("store", "subject").order_by("pk"))
            verb = self.dice.choice(
                [self.decide, self.decide, self.decide, self.take_back, self.contest, self.slip]
            )
            try:
                verb(self.dice.choice(rows), now)
            except Refused:
                continue

    def decide(self, row, now):
        verb = self.dice.choice([services.confirm, services.confirm, services.reject])
        verb(row, reason="因为", now=now, by=self.people["zhou"])

    def take_back(self, row, now):
        verb = services.reverse if row.state == "settled" else services.waive
        verb(row, reason="因为", now=now, by=self.people["fang"])

    def contest(self, row, now):
        services.appeal(row, reason="因为", now=now, by=row.subject)
        if self.dice.random() < 0.8:
            uphold = self.dice.random() < 0.5
            services.decide_appeal(row, uphold=uphold, reason="因为", now=now, by=self.people["fang"])

    def slip(self, row, now):
        services.enter_manual(
            subject=row.subject, store=self.house.store, amount=Decimal(self.dice.randint(1, 9999)) / 100,
            fact_day=date(2026, 10, 5), reason="因为", request_key=UUID(int=self.dice.getrandbits(128)), now=now,
            by=self.people["wei"], what=self.dice.choice(["fault", "reward"]),
        )  # fmt: skip

    def finish(self, month, *, now):
        """Everything still open is decided, then the month is closed."""
        for row in Penalty.objects.filter(state="appealed").select_related("store", "subject"):
            services.decide_appeal(row, uphold=True, reason="因为", now=now, by=self.people["fang"])
        for row in (
            Penalty.objects.filter(state="proposed")
            .exclude(kind="step_up")
            .select_related("store", "subject")
        ):
            services.reject(row, reason="因为", now=now, by=self.people["zhou"])
        held = services.open_month(self.house.store, month=month)
        services.ready_month(held, now=now, by=self.people["zhou"])
        sheets = services.month_sheets(held)
        services.close_month(held, now=now + timedelta(days=12), by=self.people["qian"])
        return sheets


def check(store):
    """What holds at every moment, by sums of its own."""
    for subject in {row.subject for row in Penalty.objects.select_related("subject")}:
        own = list(Penalty.objects.filter(subject=subject))
        misses = [
            r for r in own if r.kind == "callback_miss" and r.state in ("confirmed", "upheld", "settled")
        ]
        steps = [r for r in own if r.kind == "step_up"]
        alive = [step for step in steps if step.state in LIVE]
        if len(misses) <= 3:
            assert not alive
        elif not any(step.decided_by_id for step in steps):
            assert len(alive) == 1 and alive[0].evidence["misses"] == len(misses)
        # what was reversed and its counter-row are nothing together
        stands = sum(
            r.amount for r in own if r.state in ("confirmed", "upheld", "settled") and r.kind != "reversal"
        )
        assert sum(r.amount for r in own if r.state in COUNTED) == stands
        counters = {r.reverses_id: r for r in own if r.kind == "reversal"}
        assert {r.pk for r in own if r.state == "reversed"} == set(counters)
        assert all(r.amount == -counters[r.pk].amount and r.percent == -counters[r.pk].percent
                   for r in own if r.pk in counters)  # fmt: skip
        assert all(type(r.amount) is Decimal for r in own)


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(4, 24))]
)
def test_whatever_people_decide_the_month_adds_up(seed, house, owed, lin, du, zhou, fang, qian, at):
    wei = house.person("wei", "魏强", "admin_dept", house.care)
    people = {"lin": lin, "du": du, "zhou": zhou, "fang": fang, "qian": qian, "wei": wei}
    months = Months(seed, house, people, owed, at)
    wages = {user.pk: Decimal(months.dice.randint(100_000, 900_000)) / 100 for user in (lin, du)}
    held = services.open_month(house.store, month=OCTOBER)
    services.set_wages(held, wages, now=at("2026-11-01 08:00"), by=qian)
    months.live(30, start="2026-11-02")
    check(house.store)
    sheets = months.finish(OCTOBER, now=at("2026-11-10 09:00"))
    check(house.store)
    lines = {line.user_id: line for line in PayrollLine.objects.filter(payroll_month=held)}
    for sheet in sheets:
        line = lines.get(sheet.user.pk)
        counted = [row for row in sheet.rows if row.state in COUNTED]
        assert (line is None) is (not counted)
        if line is not None:
            assert (line.amount, line.rewards, line.percent) == (
                sheet.amount,
                sheet.totals.rewards,
                sheet.percent,
            )
        assert sheet.totals.rewards == sum(row.amount for row in counted if row.amount < 0)
        cap = sheet.cap
        assert cap.withheld <= wages[sheet.user.pk] * 20 / 100 and cap.withheld + cap.over == cap.total
        assert cap.withheld == 0 or wages[sheet.user.pk] - cap.withheld >= 2100
    before = {line.pk: line.amount for line in lines.values()}
    months.live(15, start="2026-11-25")
    check(house.store)
    assert {line.pk: line.amount for line in PayrollLine.objects.filter(payroll_month=held)} == before
    late = Penalty.objects.filter(month__gte=month_after(OCTOBER), kind="reversal")
    assert late.count() == Penalty.objects.filter(state="reversed").count()
    assert check_house(now=at("2026-11-26 09:00"), keys=MONEY_RULES) == []
