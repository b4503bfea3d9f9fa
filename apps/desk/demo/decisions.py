"""What managers decide: fines, appeals, spot checks, settlement of the months (S07, S13, S14)."""

from datetime import datetime, timedelta
from random import Random

from apps.callbacks import services as calls
from apps.callbacks.models import Callback, SpotCheckItem
from apps.core.refusal import Refused
from apps.desk.demo import words
from apps.desk.demo.chance import chance
from apps.desk.demo.scene import Scene
from apps.duties.models import Duty
from apps.penalties import services as penalties
from apps.penalties.models import PayrollMonth, Penalty

UNDECIDED_DAYS = 4
CONFIRMED_SHARE, APPEAL_SHARE, UPHELD_SHARE = 0.8, 0.2, 0.5
CHECK_DAYS, CHECKED = (12, 26), 6
SETTLED_FROM = 6
DAY = timedelta(days=1)


class Decisions:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.cast = scene, scene.cast

    def decide(self, at: datetime) -> None:
        """The manager goes through what was proposed until yesterday; the newest wait for whoever visits today."""
        waiting = Penalty.objects.filter(state=Penalty.State.PROPOSED, proposed_at__lt=at - DAY / 2)
        for penalty in (
            waiting.exclude(kind=Penalty.Kind.STEP_UP).select_related("store", "subject").order_by("pk")
        ):
            if self.scene.days_left(self.scene.day_of(penalty.proposed_at)) > UNDECIDED_DAYS:
                self._decide(penalty, at)

    def _decide(self, penalty: Penalty, at: datetime) -> None:
        draw = self._draw(penalty)
        if draw.random() >= CONFIRMED_SHARE:
            reason = draw.choice(words.REJECT_REASONS)
            penalties.reject(penalty, reason=reason, now=at, by=self.cast["zhou"])
            return
        reason = draw.choice(words.CONFIRM_REASONS)
        penalties.confirm(penalty, reason=reason, now=at, by=self.cast["zhou"])
        answer = self.appeal if draw.random() < APPEAL_SHARE else self.acknowledge
        self.scene.agenda.at(at + DAY + timedelta(minutes=50), lambda moment: answer(penalty.pk, moment))

    def acknowledge(self, pk: int, at: datetime) -> None:
        penalty = Penalty.objects.get(pk=pk)
        penalties.acknowledge(penalty, now=at, by=self.cast.by_id(penalty.subject_id))

    def appeal(self, pk: int, at: datetime) -> None:
        penalty = Penalty.objects.select_related("store", "subject").get(pk=pk)
        reason = self._draw(penalty, "appeal").choice(words.APPEAL_REASONS)
        subject = self.cast.by_id(penalty.subject_id)
        try:
            penalties.appeal(penalty, reason=reason, now=at, by=subject)
        except Refused:
            return  # the term was over
        self.scene.agenda.at(at + DAY, lambda moment: self.decide_appeal(pk, moment))

    def decide_appeal(self, pk: int, at: datetime) -> None:
        penalty = Penalty.objects.select_related("store", "subject").get(pk=pk)
        draw = self._draw(penalty, "answer")
        uphold = draw.random() < UPHELD_SHARE
        reason = draw.choice(words.UPHOLD_REASONS if uphold else words.WAIVE_REASONS)
        penalties.decide_appeal(penalty, uphold=uphold, reason=reason, now=at, by=self.cast["fang"])

    def settle_months(self, at: datetime) -> None:
        """Months that are over: ready by the manager, closed by HR as soon as nothing is open any more."""
        day = self.scene.day_of(at)
        over = PayrollMonth.objects.filter(month__lt=day.replace(day=1)).exclude(
            state=PayrollMonth.State.CLOSED
        )
        if day.day < SETTLED_FROM:
            return
        for month in over.select_related("store").order_by("month"):
            try:
                if month.state == PayrollMonth.State.OPEN:
                    penalties.ready_month(month, now=at, by=self.cast["zhou"])
                else:
                    penalties.close_month(month, now=at, by=self.cast["qian"])
                    self.scene.agenda.at(at + 2 * DAY, self.reverse_one)
            except Refused:
                continue  # something is still to be decided, or a term for appeal runs

    def reverse_one(self, at: datetime) -> None:
        """Once, the general manager takes back a settled fine."""
        if Penalty.objects.filter(kind=Penalty.Kind.REVERSAL).exists():
            return
        settled = Penalty.objects.filter(state=Penalty.State.SETTLED, kind=Penalty.Kind.CALLBACK_MISS)
        penalty = settled.select_related("store", "subject").order_by("pk").first()
        if penalty is not None:
            penalties.reverse(penalty, reason="补充证据：客户确认当日已接听", now=at, by=self.cast["gao"])

    def check_on_the_spot(self, at: datetime) -> None:
        """Twice a month administration draws calls of the week before and judges them."""
        day = self.scene.day_of(at)
        if day.day not in CHECK_DAYS:
            return
        wu = self.cast["wu"]
        week = {"first_day": day - 8 * DAY, "last_day": day - 2 * DAY}
        due_days = (week["first_day"], week["last_day"])
        if not Callback.objects.filter(duty__due_day__range=due_days, order__isnull=False).exists():
            return  # the house has only just begun
        sheet = calls.draw_spot_check(
            self.scene.store, **week, rule="random", size=CHECKED, seed=self._seed(day), now=at, by=wu
        )
        for item in sheet.items.select_related("callback__duty", "check_sheet").order_by("pk"):
            missed = item.callback.duty.state == Duty.State.MISSED
            verdict = SpotCheckItem.Verdict.LATE if missed else SpotCheckItem.Verdict.FINE
            remark = "超过期限才拨打" if missed else ""
            calls.judge_item(item, verdict=verdict, remark=remark, now=at + timedelta(minutes=20), by=wu)
        calls.conclude_spot_check(sheet, now=at + timedelta(minutes=30), by=wu)

    def _seed(self, day: object) -> int:
        return chance(self.scene.today, "spot check", day).randint(1, 10**9)

    def _draw(self, penalty: Penalty, *about: object) -> Random:
        return chance(self.scene.today, penalty.kind, penalty.title, penalty.subject.username, *about)
