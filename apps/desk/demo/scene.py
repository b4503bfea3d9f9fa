"""What every deed of the demo house needs: who, where, when, and what is still to come."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from apps.accounts.models import Absence, Store
from apps.core import worktime
from apps.core.worktime import Calendar
from apps.desk.demo.agenda import Agenda
from apps.desk.demo.cast import Cast
from apps.desk.demo.reading_ahead import Ahead
from apps.rulebook.calendars import store_calendar

DAYS_PLAYED = 92


@dataclass
class Scene:
    """The house while it is played. `today` is the last day, `first_day` the first; instants are UTC."""

    cast: Cast
    today: date
    agenda: Agenda
    ahead: Ahead
    days_played: int = DAYS_PLAYED
    calendar: Calendar = field(init=False)
    away: list[Absence] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.calendar = store_calendar(self.store)

    @property
    def store(self) -> Store:
        return self.cast.store

    @property
    def first_day(self) -> date:
        return self.today - timedelta(days=self.days_played)

    def absences(self, user_id: int) -> list[Absence]:
        """When a person is away, as far as it was entered."""
        return [one for one in self.away if one.user_id == user_id]

    def day_of(self, at: datetime) -> date:
        return worktime.local_day(self.calendar, at)

    def days_left(self, day: date) -> int:
        """How many days lie between a day and the last one."""
        return (self.today - day).days

    def at(self, day: date, clock: str) -> datetime:
        """`clock` ("HH:MM") of a day by the store's clock."""
        return worktime.instant(self.calendar, day, time.fromisoformat(clock))

    def office_hour(self, at: datetime) -> datetime:
        """The moment itself within 09:00–18:30, else the next morning at nine and as many minutes past."""
        wall = worktime.local(self.calendar, at)
        past = timedelta(minutes=wall.minute % 50)
        if wall.time() < time(9):
            return self.at(wall.date(), "09:00") + past
        if wall.time() > time(18, 30):
            return self.at(wall.date() + timedelta(days=1), "09:00") + past
        return at
