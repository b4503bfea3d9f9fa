"""The inventory of open complaints 盘点表 (S69): carried over, new, struck off, open – and its own check sum."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from apps.complaints.models import Complaint, ComplaintMove
from apps.core.worktime import Calendar, end_of_day, instant

OPEN = Complaint.OPEN
CAME = Q(new__in=OPEN) & ~Q(old__in=OPEN)
WENT = Q(old__in=OPEN) & ~Q(new__in=OPEN)


@dataclass(frozen=True)
class Line:
    """One day: `carried` open at its start, `new` registered or reopened, `struck` closed or not upheld."""

    day: date
    carried: int
    new: int
    struck: int

    @property
    def open(self) -> int:
        return self.carried + self.new - self.struck


@dataclass(frozen=True)
class Inventory:
    """The days of a period; `counted` is how many were open at its end, counted complaint by complaint."""

    lines: tuple[Line, ...]
    counted: int

    @property
    def total(self) -> Line:
        first = self.lines[0]
        return Line(
            first.day,
            first.carried,
            sum(line.new for line in self.lines),
            sum(line.struck for line in self.lines),
        )

    @property
    def adds_up(self) -> bool:
        return self.lines[-1].open == self.counted


def take_inventory(
    complaints: QuerySet[Complaint], *, first: date, last: date, calendar: Calendar
) -> Inventory:
    """Both days belong to the period, in the store's zone. Three queries, whatever the number of days."""
    moves = ComplaintMove.objects.filter(complaint__in=complaints.order_by().values("pk")).order_by()
    start, end = instant(calendar, first, time(0)), end_of_day(calendar, last)
    before = moves.filter(at__lt=start).aggregate(
        came=Count("pk", filter=CAME), went=Count("pk", filter=WENT)
    )
    within = moves.filter(at__gte=start, at__lt=end)
    days = within.annotate(day=TruncDate("at", tzinfo=calendar.zone)).values("day")
    came, went = Counter(), Counter()
    for row in days.annotate(came=Count("pk", filter=CAME), went=Count("pk", filter=WENT)):
        came[row["day"]], went[row["day"]] = row["came"], row["went"]
    carried, lines = before["came"] - before["went"], []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        lines.append(Line(day, carried, came[day], went[day]))
        carried = lines[-1].open
    return Inventory(tuple(lines), open_at(complaints, end).count())


def open_at(complaints: QuerySet[Complaint], moment: datetime) -> QuerySet[Complaint]:
    """Those that were open just before `moment`: the state each one's last move until then left it in."""
    last = ComplaintMove.objects.filter(complaint=OuterRef("pk"), at__lt=moment).order_by("-at", "-pk")
    return complaints.annotate(state_then=Subquery(last.values("new")[:1])).filter(state_then__in=OPEN)
