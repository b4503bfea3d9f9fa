"""What stands on a card of the board (S12), and how the cards fall into columns, lanes and ages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.complaints.models import Complaint
from apps.complaints.views.steps import Doors, Step
from apps.core import wording
from apps.duties.models import Duty

State = Complaint.State
COLUMNS = (*Complaint.OPEN, State.CLOSED)
CLOSED_TODAY = gettext_lazy("Closed today")
AGES = ("0", "1", "2", "3", "4")
AGE_TONES = {"3": "today", "4": "over"}
BAR = 130


@dataclass
class Card:
    complaint: Complaint
    duty: Duty | None
    clock: str
    left: str
    waiting: str
    flags: list[str]
    steps: list[Step]
    age: str

    @property
    def is_late(self) -> bool:
        return self.complaint.is_open and self.clock == "over"


@dataclass
class Column:
    name: str
    title: Any
    cards: list[Card] = field(default_factory=list)

    @property
    def late(self) -> int:
        return sum(card.is_late for card in self.cards)


@dataclass
class Lane:
    title: str
    columns: list[Column]

    @property
    def count(self) -> int:
        return sum(len(column.cards) for column in self.columns)


def card_of(complaint: Complaint, *, doors: Doors, repeat: int, now: datetime) -> Card:
    duty = pressing_duty(complaint)
    return Card(
        complaint=complaint,
        duty=duty,
        clock=wording.due_mark(duty, now=now).due if duty is not None else "",
        left=time_left(duty, now=now) if duty is not None else "",
        waiting=waiting_for(complaint),
        flags=flags_of(complaint, repeat=repeat),
        steps=[step for step in doors.open_steps(complaint) if not step.aside],
        age=age_of(complaint, today=doors.today, doors=doors),
    )


def pressing_duty(complaint: Complaint) -> Duty | None:
    """The clock the card shows: first contact until it has happened, then closing."""
    contact = complaint.contact_duty
    if complaint.state in (State.ISSUED, State.SIGNED) and contact is not None and contact.settled_at is None:
        return contact
    return complaint.close_duty


def time_left(duty: Duty, *, now: datetime) -> str:
    """As short as a card needs it: days with hours, else hours or minutes; overdue is said."""
    span = abs(duty.due_at - now)
    words = wording.span_words(span) if span >= wording.DAY else wording.count_words(span)
    return words if duty.due_at >= now else _("overdue %(span)s") % {"span": words}


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
    return flags


ESCALATIONS = {
    "hotline": gettext_lazy("400"),
    "manufacturer": gettext_lazy("Manufacturer"),
    "media": gettext_lazy("Media"),
}


def age_of(complaint: Complaint, *, today: date, doors: Doors) -> str:
    """Days since the issue (or, before it, since recording): "0" to "3", "4" for more."""
    started = doors.clocks.day(complaint.issued_at or complaint.recorded_at)
    return str(min(max((today - started).days, 0), 4))


def columns_of(cards: Iterable[Card]) -> list[Column]:
    titles = {state: State(state).label for state in Complaint.OPEN} | {State.CLOSED: CLOSED_TODAY}
    columns = {state: Column(state, titles[state]) for state in COLUMNS}
    for card in cards:
        columns[card.complaint.state].cards.append(card)
    return list(columns.values())


def lanes_of(cards: list[Card], *, by: str) -> list[Lane]:
    """One lane without a title, or one for each department or level that has cards."""
    if by == "department":
        keys = {
            card.complaint.department_id: str(card.complaint.department or _("no department"))
            for card in cards
        }
        return [
            Lane(title, columns_of(card for card in cards if card.complaint.department_id == key))
            for key, title in sorted(keys.items(), key=lambda item: item[1])
        ]
    if by == "level":
        levels = list(reversed(Complaint.Level.values))
        present = {card.complaint.level for card in cards}
        return [
            Lane(
                str(Complaint.Level(level).label),
                columns_of(card for card in cards if card.complaint.level == level),
            )
            for level in levels
            if level in present
        ]
    return [Lane("", columns_of(cards))]


def ageing(cards: list[Card], *, chosen: str) -> list[dict[str, Any]]:
    """Open cards by age, with the widths of the strip; the ages add up to the open cards."""
    open_cards = [card for card in cards if card.complaint.is_open]
    counts = {age: sum(card.age == age for card in open_cards) for age in AGES}
    total, x = max(1, len(open_cards)), 0.0
    strip = []
    for age, label in zip(AGES, age_labels(), strict=True):
        width = round(BAR * counts[age] / total, 1)
        strip.append(
            {
                "age": age,
                "label": label,
                "count": counts[age],
                "x": round(x, 1),
                "width": max(0, round(width - 1, 1)),
                "tone": AGE_TONES.get(age, "later"),
                "due": AGE_TONES.get(age, ""),
                "chosen": age == chosen,
            }
        )
        x += width
    return strip


def age_labels() -> tuple[str, ...]:
    return (
        _("same day"),
        ngettext("%(count)s day", "%(count)s days", 1) % {"count": 1},
        ngettext("%(count)s day", "%(count)s days", 2) % {"count": 2},
        _("day 3"),
        _("over 3 days"),
    )


def order_key(complaint: Complaint) -> tuple[Any, ...]:
    """Nearest clock first, then urgent and heavy ones (S84)."""
    duty = pressing_duty(complaint)
    far = datetime.max.replace(tzinfo=complaint.recorded_at.tzinfo)
    return (
        duty.due_at if duty is not None else far,
        complaint.urgency != Complaint.Urgency.URGENT,
        -complaint.weight,
        complaint.pk,
    )
