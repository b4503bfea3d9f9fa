"""The order of a day in the demo house: what sweeps run and who does what when."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from apps.accounts import services as accounts
from apps.callbacks import services as calls
from apps.callbacks.models import Correction
from apps.complaints import services as complaints
from apps.core import worktime
from apps.desk.demo.calling import Calling
from apps.desk.demo.chance import chance
from apps.desk.demo.decisions import Decisions
from apps.desk.demo.evenings import SHEET_DAYS, Evenings
from apps.desk.demo.grievances import Grievances
from apps.desk.demo.meetings import Meetings
from apps.desk.demo.membership import plan_entry
from apps.desk.demo.paperwork import leave_a_list_waiting, read_ahead, take_in_morning_list, take_in_stock
from apps.desk.demo.population import mobile
from apps.desk.demo.reporting import Reporting
from apps.desk.demo.scene import Scene
from apps.desk.demo.slips import Slips
from apps.duties import services as duties
from apps.notices import services as notices
from apps.penalties import services as penalties

LIST_DAYS, DAILY_LISTS, LONGEST_WAIT = (1, 3, 5), 10, 2
CLOSER_DAYS = 21
PERIODS_BEGIN, BUILD_DAYS = (1, 11, 16, 21), (1, 5)
# days before the last one: who is away, for how many days, who stands in
ABSENCES = {40: ("cai", 3, None), 9: ("he", 3, "lin")}
FRESH_NUMBERS = 30_000
DAY = timedelta(days=1)


class Days:
    """Enters each day into the agenda, one night at a time."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.grievances = Grievances(scene)
        self.calling = Calling(scene, grieve=self.grievances.hear)
        self.decisions, self.reporting, self.slips = Decisions(scene), Reporting(scene), Slips(scene)
        self.evenings, self.meetings = Evenings(scene), Meetings(scene)
        self.unlisted: list[date] = []

    def begin(self) -> None:
        self.scene.agenda.at(self.scene.at(self.scene.first_day, "00:01"), self.open)

    def open(self, at: datetime) -> None:
        """Midnight: what was due yesterday is judged; the new day is laid out and the next one announced."""
        day = self.scene.day_of(at)
        self.judge(at)
        self.unlisted.append(day - DAY)
        for clock, deed in self._routine(day):
            self.scene.agenda.at(self.scene.at(day, clock), deed)
        self.grievances.enter_day(at)
        self.scene.agenda.at(self.scene.at(day + DAY, "00:01"), self.open)

    def _routine(self, day: date) -> list[tuple[str, Callable[[datetime], None]]]:
        routine: list[tuple[str, Callable[[datetime], None]]] = [
            ("07:45", lambda at: plan_entry(self.scene, at)),
            ("08:05", self.hand_over),
            ("09:05", self.correct_numbers),
            ("10:10", self.decisions.decide),
            ("10:30", self.reporting.write),
            ("12:01", self.judge_at_noon),
            ("14:00", self.decisions.check_on_the_spot),
            ("14:40", self.slips.write),
            ("15:00", self.decisions.settle_months),
            ("15:10", self.meetings.hold),
            ("16:00", self.warn),
            ("18:20", self.evenings.reply),
            ("18:45", self.evenings.hand_in),
        ]
        if day == self.scene.first_day:
            routine.insert(0, ("07:30", lambda at: take_in_stock(self.scene, at)))
            routine.insert(0, ("00:20", self.reporting.settle_what_is_made))
        if day.isoweekday() in BUILD_DAYS or day.day in PERIODS_BEGIN or day == self.scene.first_day:
            routine.append(("00:31", self.reporting.build_drafts))
        if self._list_comes(day, waiting=len(self.unlisted)):
            routine.append(("08:20", self.take_in))
        return routine + self._once(self.scene.days_left(day))

    def _list_comes(self, day: date, *, waiting: int) -> bool:
        """On working days, longer ago on every other one; in holidays before documents are too old to be called."""
        working = worktime.is_working_day(self.scene.calendar, day).answer
        daily = self.scene.days_left(day) <= DAILY_LISTS or day.isoweekday() in LIST_DAYS
        return (working and daily) or waiting > LONGEST_WAIT

    def _once(self, days_left: int) -> list[tuple[str, Callable[[datetime], None]]]:
        found: list[tuple[str, Callable[[datetime], None]]] = []
        if days_left == 1:
            found.append(("17:50", lambda at: leave_a_list_waiting(self.scene, at)))
            found.append(("18:40", self.read_notices))
        if days_left == CLOSER_DAYS:
            found.append(("08:00", self.reporting.look_closer))
        if days_left == SHEET_DAYS:
            found.append(("08:00", self.reporting.ask_for_day_sheets))
        if days_left - 1 in ABSENCES:
            found.append(("17:00", lambda at: self.enter_absence(days_left - 1, at)))
        return found

    def judge(self, at: datetime) -> None:
        """The sweeps that follow the clock."""
        duties.mark_missed(now=at)
        calls.hand_over_absent(now=at)
        duties.report_unassigned(now=at)
        penalties.propose_for_missed(now=at)
        penalties.withdraw_unfounded(now=at)
        complaints.settle_unreached(now=at)

    def judge_at_noon(self, at: datetime) -> None:
        """Members are due at noon, first contacts at any hour; calls only at midnight."""
        duties.mark_missed(now=at)
        penalties.propose_for_missed(now=at)

    def warn(self, at: datetime) -> None:
        duties.warn(now=at)
        complaints.remind(now=at)

    def hand_over(self, at: datetime) -> None:
        calls.hand_over_absent(now=at)

    def take_in(self, at: datetime) -> None:
        """The list of the days since the last one; its calls are opened by the job it rings."""
        take_in_morning_list(self.scene, at, days=self.unlisted)
        self.unlisted = []
        self._read_the_next(self.scene.day_of(at))
        self.calling.plan_new(at)

    def _read_the_next(self, day: date) -> None:
        """What the list after this day's will hold is known by now; none comes after the last day."""
        days = [day]
        while self.scene.days_left(days[-1]) > 0:
            if self._list_comes(days[-1] + DAY, waiting=len(days)):
                read_ahead(self.scene, days=days)
                return
            days.append(days[-1] + DAY)

    def correct_numbers(self, at: datetime) -> None:
        """The clerk finds the right number for most calls that had none; they are called the same day."""
        clerk = self.scene.cast["meng"]
        items = Correction.objects.filter(state=Correction.State.OPEN, found_at__lt=at - DAY / 2)
        for item in items.select_related("callback__duty", "callback__customer", "store").order_by("pk"):
            draw = chance(self.scene.today, "correct", item.callback.duty.title)
            if draw.random() < 0.25:
                calls.give_up(item, now=at, by=clerk)
                continue
            calls.correct_number(item, number=mobile(FRESH_NUMBERS + item.pk), now=at, by=clerk)
            item.callback.refresh_from_db()
            if item.callback.is_open:
                self.calling.call_corrected(item.callback, at=at)

    def enter_absence(self, days_before: int, at: datetime) -> None:
        username, days, substitute = ABSENCES[days_before]
        first, cast = self.scene.day_of(at) + DAY, self.scene.cast
        absence = accounts.enter_absence(
            cast[username],
            first_day=first,
            last_day=first + (days - 1) * DAY,
            substitute=cast[substitute] if substitute else None,
            by=cast["zhou"],
        )
        self.scene.away.append(absence)

    def read_notices(self, at: datetime) -> None:
        """Everybody has read what came until yesterday evening."""
        for user in self.scene.cast.people.values():
            notices.mark_read(user, now=at)
