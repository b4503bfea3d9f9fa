"""The satisfaction meeting of each month that is over: the brand's list, the record, a reward (S39, R34)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from apps.core import worktime
from apps.desk.demo import words
from apps.desk.demo.chance import chance
from apps.desk.demo.scene import Scene
from apps.penalties import services as penalties
from apps.reports import services as reports
from apps.reports.intake import ScoreLine

FROM_DAY = 4
# indicator, kind of the department and person it is about (None: the store), lowest and highest tenth of a point
SCORES = (
    ("css", None, None, 905, 938),
    ("csi", None, None, 908, 946),
    ("csi", "aftersales", None, 908, 946),
    ("csi", "aftersales", "zhang", 915, 962),
)
PRESENT = ("gao", "fang", "zhou", "han", "song")


class Meetings:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.cast, self.store = scene, scene.cast, scene.store

    def hold(self, at: datetime) -> None:
        """On the first working day from the fourth on: the month before, as far as the house worked in it."""
        day = self.scene.day_of(at)
        last = day.replace(day=1) - timedelta(days=1)
        if day == self._day_of_meeting(day) and last >= self.scene.first_day:
            self._hold(last.replace(day=1), day, at)

    def _day_of_meeting(self, day: date) -> date:
        found = day.replace(day=FROM_DAY)
        while not worktime.is_working_day(self.scene.calendar, found).answer:
            found += timedelta(days=1)
        return found

    def _hold(self, month: date, day: date, at: datetime) -> None:
        reports.enter_list(
            self.store,
            month,
            self._list_of(month),
            published_on=day.replace(day=2),
            now=at,
            by=self.cast["zhou"],
        )
        draw = chance(self.scene.today, "meeting", month)
        minutes, decisions = draw.choice(words.MEETING_MINUTES), draw.choice(words.MEETING_DECISIONS)
        reports.write_record(
            self.store,
            month,
            version=None,
            held_on=day,
            chair=self.cast["gao"],
            present=[self.cast[name] for name in PRESENT],
            minutes=minutes,
            decisions=decisions,
            now=at + timedelta(minutes=80),
            by=self.cast["zhou"],
        )
        reports.confirm_meeting(self.store, month, now=at + timedelta(minutes=95), by=self.cast["gao"])
        self._reward(month, at + timedelta(minutes=100))

    def _list_of(self, month: date) -> list[ScoreLine]:
        found = []
        for number, (indicator, kind, username, low, high) in enumerate(SCORES, start=2):
            tenths = chance(self.scene.today, "score", month, number).randint(low, high)
            department = self.cast.departments[kind] if kind else None
            person = self.cast[username] if username else None
            score = Decimal(tenths) / 10
            found.append(ScoreLine(number, indicator, score, None, department, person))
        return found

    def _reward(self, month: date, at: datetime) -> None:
        """What was decided about after-sales: suggested, accepted by its head, confirmed by a third person."""
        slip = reports.decide_result(
            self.store,
            month,
            subject=self.cast["zhang"],
            what="satisfaction_reward",
            amount=Decimal(50),
            reason=words.REASON_FOR_REWARD,
            request_key=UUID(int=chance(self.scene.today, "result", month).getrandbits(128)),
            now=at,
            by=self.cast["fang"],
        )
        penalties.accept(slip, now=at + timedelta(minutes=20), by=self.cast["song"])
        penalties.confirm(slip, now=at + timedelta(minutes=40), by=self.cast["zhou"])
