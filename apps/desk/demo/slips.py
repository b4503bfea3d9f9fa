"""Rewards, slips about other departments, an outage and the wages of the months (S95, S107, S47, R05)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from apps.accounts.models import User
from apps.desk.demo.chance import chance
from apps.desk.demo.scene import Scene
from apps.penalties import services as penalties
from apps.penalties.models import Outage, PayrollMonth, Penalty
from apps.penalties.rules import first_of

REWARD_DAYS, SUGGESTION_DAY, WAGE_DAY = (8, 22), 15, 3
REWARDS = ("客户来信表扬，回访细致耐心", "主动发现并挽回一起重大抱怨", "全月回访及时率百分之百")
FAULTS = ("展厅值班未着工装", "交车资料未按要求归档")


class Slips:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.cast = scene, scene.cast

    def write(self, at: datetime) -> None:
        """What managers write by hand on the days for it."""
        day = self.scene.day_of(at)
        if day.day in REWARD_DAYS:
            self._reward(day, at)
        if day.day == SUGGESTION_DAY:
            self._suggest(day, at)
        if day.day == WAGE_DAY:
            self._enter_wages(day, at)
        if not Outage.objects.filter(store=self.scene.store).exists():
            self._enter_outage(at)

    def _reward(self, day: date, at: datetime) -> None:
        agents = self.cast.agents
        draw = chance(self.scene.today, "reward", day)
        slip = self._slip(
            "reward", draw.choice(agents), day, at, by="zhou", reason=draw.choice(REWARDS), amount=100
        )
        penalties.confirm(slip, now=at + timedelta(minutes=20), by=self.cast["fang"])

    def _suggest(self, day: date, at: datetime) -> None:
        """The director suggests for another department; its head accepts all but the newest."""
        draw = chance(self.scene.today, "suggestion", day)
        slip = self._slip(
            "fault", self.cast["wei"], day, at, by="fang", reason=draw.choice(FAULTS), amount=50
        )
        if self.scene.days_left(day) > 20:
            penalties.accept(slip, now=at + timedelta(minutes=30), by=self.cast["han"])
            penalties.confirm(slip, now=at + timedelta(minutes=50), by=self.cast["zhou"])

    def _slip(
        self, what: str, subject: User, day: date, at: datetime, *, by: str, reason: str, amount: int
    ) -> Penalty:
        return penalties.enter_manual(
            what=what,
            subject=subject,
            store=self.scene.store,
            amount=Decimal(amount),
            fact_day=day,
            reason=reason,
            request_key=UUID(int=chance(self.scene.today, what, day).getrandbits(128)),
            now=at,
            by=self.cast[by],
        )

    def _enter_wages(self, day: date, at: datetime) -> None:
        """Human resources enter the month before."""
        last = first_of(first_of(day) - timedelta(days=1))
        month = PayrollMonth.objects.filter(store=self.scene.store, month=last).first()
        if month is None or month.state == PayrollMonth.State.CLOSED:
            return
        people = penalties.people_of(self.scene.store, month=last)
        wages = {
            user.pk: Decimal(chance(self.scene.today, "wage", user.username).randrange(4200, 9800, 100))
            for user in people
        }
        penalties.set_wages(month, wages, now=at, by=self.cast["qian"])

    def _enter_outage(self, at: datetime) -> None:
        penalties.enter_outage(
            store=self.scene.store,
            starts_at=at - timedelta(hours=3),
            ends_at=at - timedelta(hours=1),
            reason="机房检修停电",
            now=at,
            by=self.cast["fang"],
        )
