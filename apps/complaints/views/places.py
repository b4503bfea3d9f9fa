"""Where complaints stand on the board: enough to count and order thousands, not enough to show one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from apps.complaints.models import Complaint
from apps.complaints.views.steps import Doors
from apps.core import wording

State, Level = Complaint.State, Complaint.Level
DUTY = ("due_at", "due_day", "state", "settled_at", "clock")
COLUMNS = (
    "pk", "state", "level", "urgency", "recorded_at", "issued_at", "department_id", "department__name",
    *(f"{duty}__{column}" for duty in ("contact_duty", "close_duty") for column in DUTY),
)  # fmt: skip
PLAIN = COLUMNS.index("department__name") + 1
HEAVIEST_FIRST = tuple(reversed(Level.values))


class Clock(NamedTuple):
    """What the due mark of a duty depends on."""

    due_at: datetime
    due_day: date
    state: str
    settled_at: datetime | None
    clock: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One complaint: its column and lane, the tone of its clock and its age in days ("4" for more than three)."""

    pk: int
    state: str
    level: str
    department_id: int | None
    department: str | None
    clock: str
    age: str

    @property
    def is_open(self) -> bool:
        return self.state in Complaint.OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.clock == "over"


def places_of(rows: QuerySet[Complaint], *, doors: Doors, midnight: datetime, now: datetime) -> list[Place]:
    """Open complaints and those closed since `midnight` (UTC), the most pressing first."""
    shown = rows.filter(Q(state__in=Complaint.OPEN) | Q(state=State.CLOSED, closed_at__gte=midnight))
    found = sorted(_ordered(shown.order_by().values_list(*COLUMNS)), key=lambda pair: pair[0])
    return [_place(row, duty, doors=doors, now=now) for _key, row, duty in found]


def _ordered(rows: Any) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...], Clock | None]]:
    """Each row behind its key: nearest clock first, then urgent and heavy ones (S84)."""
    for row in rows:
        pk, state, level, urgency, recorded_at = row[:5]
        duty = _pressing(state, row[PLAIN : PLAIN + len(DUTY)], row[PLAIN + len(DUTY) :])
        far = datetime.max.replace(tzinfo=recorded_at.tzinfo)
        yield (
            (
                duty.due_at if duty is not None else far,
                urgency != Complaint.Urgency.URGENT,
                HEAVIEST_FIRST.index(level),
                pk,
            ),
            row,
            duty,
        )


def _pressing(state: str, contact: tuple[Any, ...], close: tuple[Any, ...]) -> Clock | None:
    """The clock a card shows: first contact until it has happened, then closing."""
    first = _clock(contact)
    if state in (State.ISSUED, State.SIGNED) and first is not None and first.settled_at is None:
        return first
    return _clock(close)


def _clock(columns: tuple[Any, ...]) -> Clock | None:
    return Clock(*columns) if columns[0] is not None else None


def _place(row: tuple[Any, ...], duty: Clock | None, *, doors: Doors, now: datetime) -> Place:
    pk, state, level, _urgency, recorded_at, issued_at, department_id, department = row[:PLAIN]
    return Place(
        pk=pk,
        state=state,
        level=level,
        department_id=department_id,
        department=department,
        clock=wording.due_tone(duty, now=now) if duty is not None else "",
        age=_age(issued_at or recorded_at, doors=doors),
    )


def _age(started: datetime, *, doors: Doors) -> str:
    """Days since the issue (or, before it, since recording)."""
    return str(min(max((doors.today - doors.clocks.day(started)).days, 0), 4))
