"""An agent's queue: one line per customer, grouped by what presses (S03). A handful of queries whatever its length."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When, Window
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.callbacks.models import Callback
from apps.callbacks.services import PROMISE_AHEAD, CallLine, call_lines
from apps.core.prepared import prepared
from apps.core.wording import local_day
from apps.customers.models import Phone
from apps.duties.models import Duty

SOON = PROMISE_AHEAD
MOST = 300
SHOWN = 60


@dataclass
class Line:
    """One customer of the queue: the call that presses most, and the others that wait with it."""

    call: CallLine
    group: str
    others: list[CallLine] = field(default_factory=list)
    phone: str = ""

    @property
    def pk(self) -> int:
        return self.call.pk


@dataclass(frozen=True)
class Group:
    name: str
    label: Any
    due: str
    lines: list[Line]


GROUPS = (
    ("now", _("Promised now"), "today"),
    ("over", _("Overdue"), "over"),
    ("today", _("Due today"), "today"),
    ("late", _("Documents that came late"), ""),
    ("later", _("Later"), ""),
)
KEYS = {"now": "P", "over": "O", "today": "T", "late": "D", "later": "L"}


def open_calls(user: User | int) -> Any:
    """Open calls of a person, nearest due moment first; a save that is about to be recorded has left the queue.

    In the order of the index of open duties: a page of them is all that is read.
    """
    rows = Callback.objects.waiting().filter(duty__owner=user, held__isnull=True)
    return rows.order_by("duty__due_at", "duty_id")


def group_of(call: CallLine, *, now: datetime) -> str:
    """Which group a call of the queue stands in at this moment."""
    if call.state == Callback.State.APPOINTED and call.appointment_at and call.appointment_at <= now + SOON:
        return "now"
    duty = call.duty
    if duty.state == Duty.State.EXCUSED:
        return "late"
    if duty.due_at <= now:
        return "over"
    return "today" if duty.due_day <= local_day(now) else "later"


def queue_of(user: User, *, now: datetime, shown: int = SHOWN, only: str = "") -> list[Group]:
    """The queue in its groups, promises at their time and all else nearest due moment first: three queries.

    `only` narrows it to one group; a name that is none of theirs is all of them.
    """
    lines: dict[int, Line] = {}
    order = [name for name, _label, _due in GROUPS]
    calls = _pressing(user, now=now, only=only if only in order else "")
    grouped = [(group_of(call, now=now), call) for call in calls]
    for group, call in sorted(grouped, key=lambda pair: order.index(pair[0])):
        line = lines.get(call.customer_id)
        if line is None:
            lines[call.customer_id] = Line(call, group)
        else:
            line.others.append(call)
    found = list(lines.values())[:shown]
    _add_phones(found)
    return [
        Group(name, label, due, [line for line in found if line.group == name])
        for name, label, due in GROUPS
        if any(line.group == name for line in found)
    ]


def _pressing(user: User, *, now: datetime, only: str) -> list[CallLine]:
    """The calls promised for now, by their time, then those that are due next; a promise may stand far back there."""
    rows = open_calls(user)
    promised = rows.filter(state=Callback.State.APPOINTED, appointment_at__lte=now + SOON)
    due = call_lines(rows.filter(_only(only, now=now))[:MOST]) if only != "now" else ()
    calls = {call.pk: call for call in (*call_lines(promised.order_by("appointment_at", "pk")[:MOST]), *due)}
    return [call for call in calls.values() if only in ("", group_of(call, now=now))]


def _only(group: str, *, now: datetime) -> Q:
    """Calls of a group, asked of the database: what stands behind MOST others is found too."""
    due = ~Q(duty__state=Duty.State.EXCUSED)
    today = local_day(now)
    wanted = {
        "over": due & Q(duty__due_at__lte=now),
        "today": due & Q(duty__due_at__gt=now, duty__due_day__lte=today),
        "late": ~due,
        "later": due & Q(duty__due_at__gt=now, duty__due_day__gt=today),
    }
    return wanted.get(group, Q())


def filters_of(only: str) -> list[dict[str, Any]]:
    """What narrows the queue, each with its key."""
    offered = [("", _("All"), "A"), *((name, label, KEYS[name]) for name, label, _due in GROUPS)]
    known = only if only in KEYS else ""
    return [
        {"label": label, "key": key, "url": f"?show={name}" if name else "?", "current": name == known}
        for name, label, key in offered
    ]


def _add_phones(lines: list[Line]) -> None:
    rows = Phone.objects.filter(customer__in=[line.call.customer_id for line in lines])
    usable = rows.exclude(validity=Phone.Validity.INVALID).order_by("customer", "position", "pk")
    first = dict(usable.distinct("customer").values_list("customer", "number"))
    for line in lines:
        line.phone = first.get(line.call.customer_id, "")


def next_call(user: User, *, now: datetime, after: int | None = None) -> int | None:
    """The call to make next: promised now, then by due moment, then promised later; not what a colleague holds.

    What was just tried in vain and waits for its next moment stands behind what was not.
    """
    return next_turn(user, now=now, after=after)[0]


def next_turn(user: User, *, now: datetime, after: int | None = None) -> tuple[int | None, int]:
    """The call to make next and how many a person could make now, in one query."""
    found = _turns(user=user.pk, now=now, soon=now + SOON, after=after or 0)
    return found[0] if found else (None, 0)


@prepared
def _turns(user: int, now: datetime, soon: datetime, after: int) -> Any:
    held = Q(claimed_until__gt=now) & ~Q(claimed_by=user)
    promised = Q(state=Callback.State.APPOINTED)
    turn = Case(
        When(promised & Q(appointment_at__lte=soon), then=Value(0)),
        When(promised, then=Value(3)),
        When(retry_at__gt=now, then=Value(2)),
        default=Value(1),
    )
    moment = Case(When(promised, then=F("appointment_at")), default=F("duty__due_at"))
    rows = open_calls(user).exclude(pk=after).exclude(held).annotate(length=Window(Count("pk")))
    return rows.order_by(turn, moment, "pk").values_list("pk", "length")[:1]
