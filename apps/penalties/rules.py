"""What fines follow from, as pure rules (R02, R03, R05, R23, R25). Money is Decimal, CNY."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from apps.core import worktime
from apps.core.worktime import Calendar
from apps.penalties.models import Penalty

Kind = Penalty.Kind
CENT = Decimal("0.01")


@dataclass(frozen=True)
class MissRule:
    """What a missed duty of one kind leads to: kind of penalty, rule and the policy key of the amount."""

    kind: str
    rule: str
    policy: str


CALLBACK = MissRule(Kind.CALLBACK_MISS, "R02", "penalty.callback_miss")
REPORT = MissRule(Kind.REPORT_LATE, "R23", "penalty.report_late")
MEMBER = MissRule(Kind.MEMBER_LATE, "R25", "penalty.member")
MISS_RULES: dict[str, MissRule] = {
    "callback.delivery": CALLBACK,
    "callback.repair": CALLBACK,
    "callback.manual": CALLBACK,
    "report.week": REPORT,
    "report.xun": REPORT,
    "report.month": REPORT,
    "members.entry": MEMBER,
}
AMOUNT_KEYS = tuple(sorted({rule.policy for rule in MISS_RULES.values()}))
MODE = "penalty.mode"
CAP_KEYS = ("payroll.cap_percent", "payroll.minimum_wage")
STEP_UP_KEYS = ("escalation.count", "escalation.comparator", "escalation.percent")


def first_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return first_of(month.replace(day=1) + timedelta(days=31))


def steps_up(misses: int, *, threshold: int, comparator: str) -> bool:
    """R03: does the count of confirmed missed-callback fines of a month lead to the wage step?

    comparator gt: more than the threshold (the default, from the fourth on); ge: the threshold already.
    """
    return misses >= threshold if comparator == "ge" else misses > threshold


def needed_for_step(*, threshold: int, comparator: str) -> int:
    """The number of misses from which R03 bites."""
    return threshold if comparator == "ge" else threshold + 1


def appeal_until(calendar: Calendar, noticed_at: datetime, *, days: int) -> datetime:
    """End (exclusive, UTC) of the term for appeal: 24:00 of the n-th working day after the day of the notice."""
    trail = worktime.Trail(calendar)
    after = worktime.later(worktime.local_day(calendar, noticed_at), 1)
    return worktime.end_of_day(calendar, worktime.nth_working_day(trail, after, days))


def wage_needed(amount: Decimal, *, cap_percent: int) -> Decimal | None:
    """R05: the month's wage from which `amount` stays within the cap; None when the cap allows nothing."""
    if amount <= 0:
        return Decimal(0)
    if cap_percent == 0:
        return None
    return (amount * 100 / cap_percent).quantize(CENT, rounding=ROUND_UP)


def over_cap(*, amount: Decimal, percent: int, cap_percent: int) -> bool:
    """R05: is the cap passed whatever the wage? The step of the month alone, or with any fine on top."""
    return percent > cap_percent or (percent == cap_percent and percent > 0 and amount > 0)


@dataclass(frozen=True)
class Cap:
    """R05 with a known wage, all CNY: what the month would take, and the most that may be withheld of it."""

    total: Decimal
    allowed: Decimal

    @property
    def over(self) -> Decimal:
        return max(Decimal(0), self.total - self.allowed)

    @property
    def withheld(self) -> Decimal:
        return min(self.total, self.allowed)


def cap_of(*, fines: Decimal, percent: int, wage: Decimal, cap_percent: int, minimum: Decimal) -> Cap:
    """R05: fines and the step of `percent` of the wage against the cap, leaving the minimum wage untouched.

    Rewards do not widen the cap. The step is rounded half up to the cent, the allowed part down.
    """
    step = (wage * percent / 100).quantize(CENT, rounding=ROUND_HALF_UP)
    share = (wage * cap_percent / 100).quantize(CENT, rounding=ROUND_DOWN)
    allowed = max(Decimal(0), min(share, wage - minimum))
    return Cap(total=max(Decimal(0), fines + step), allowed=allowed)


def is_reward_part(*, amount: Decimal, is_reversal: bool) -> bool:
    """Does the amount belong to the rewards? A reward is below zero, its reversal above."""
    return amount != 0 and (amount < 0) is not is_reversal
