"""What stands on a card of the board (S12), and what is pressing about it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.complaints.models import Complaint
from apps.complaints.views.places import Place
from apps.complaints.views.steps import Doors, Step
from apps.core import wording
from apps.duties.models import Duty

State = Complaint.State


@dataclass
class Card:
    complaint: Complaint
    duty: Duty | None
    clock: str
    left: str
    waiting: str
    flags: list[str]
    steps: list[Step]


@dataclass
class Column:
    """`places`: all that belong here, most pressing first; `cards`: those shown."""

    name: str
    title: Any
    places: list[Place] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.places)

    @property
    def late(self) -> int:
        return sum(place.is_late for place in self.places)

    @property
    def hidden(self) -> int:
        return len(self.places) - len(self.cards)


@dataclass
class Lane:
    title: str
    columns: list[Column]

    @property
    def count(self) -> int:
        return sum(column.count for column in self.columns)


def card_of(complaint: Complaint, *, doors: Doors, repeat: int, now: datetime) -> Card:
    duty = pressing_duty(complaint)
    return Card(
        complaint=complaint,
        duty=duty,
        clock=wording.due_tone(duty, now=now) if duty is not None else "",
        left=time_left(duty, now=now) if duty is not None else "",
        waiting=waiting_for(complaint),
        flags=flags_of(complaint, repeat=repeat),
        steps=[step for step in doors.open_steps(complaint) if not step.aside],
    )


def pressing_duty(complaint: Complaint) -> Duty | None:
    """The clock the card shows: first contact until it has happened, then closing."""
    contact = complaint.contact_duty
    if complaint.state in (State.ISSUED, State.SIGNED) and contact is not None and contact.settled_at is None:
        return contact
    return complaint.close_duty


def time_left(duty: Duty, *, now: datetime) -> str:
    """As short as a card needs it: days with hours, else hours or minutes; what is overdue counts in one unit."""
    span = abs(duty.due_at - now)
    if duty.due_at < now:
        return _("overdue %(span)s") % {"span": wording.count_words(span)}
    return wording.span_words(span) if span >= wording.DAY else wording.count_words(span)


def waiting_for(complaint: Complaint) -> str:
    if complaint.state == State.REGISTERED:
        return _("to be issued")
    if complaint.state == State.ISSUED:
        return _("to be signed for")
    return complaint.handler.name if complaint.handler is not None else ""


def flags_of(complaint: Complaint, *, repeat: int) -> list[str]:
    """What is out of the ordinary, in words."""
    flags = []
    if complaint.escalation != Complaint.Escalation.IN_HOUSE:
        flags.append(str(ESCALATIONS[complaint.escalation]))
    if complaint.level == Complaint.Level.MAJOR:
        flags.append(_("Major"))
    if complaint.urgency == Complaint.Urgency.URGENT:
        flags.append(_("Urgent"))
    if complaint.cycle > 1:
        flags.append(_("Reopened"))
    if complaint.extended:
        flags.append(_("Extended"))
    if complaint.repeats >= repeat:
        flags.append(_("%(count)s in 90 days") % {"count": complaint.repeats})
    if complaint.asked_amount is not None:
        flags.append(_("Compensation asked for"))
    if complaint.is_open and complaint.last_result == "unreached":
        flags.append(_("Not reached"))
    if complaint.customer.do_not_call:
        flags.append(_("Do not call"))
    return flags


ESCALATIONS = {
    "hotline": gettext_lazy("400"),
    "manufacturer": gettext_lazy("Manufacturer"),
    "media": gettext_lazy("Media"),
}
