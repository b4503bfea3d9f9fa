"""How complaints fall into columns, lanes and ages; all of them are counted, the most pressing are shown."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.complaints.models import Complaint
from apps.complaints.views.cards import Card, Column, Lane
from apps.complaints.views.places import Place

State = Complaint.State
COLUMNS = (*Complaint.OPEN, State.CLOSED)
CLOSED_TODAY = gettext_lazy("Closed today")
AGES = ("0", "1", "2", "3", "4")
AGE_TONES = {"3": "today", "4": "over"}
BAR = 130
SHOWN = 20


def columns_of(places: Iterable[Place]) -> list[Column]:
    titles = {state: State(state).label for state in Complaint.OPEN} | {State.CLOSED: CLOSED_TODAY}
    columns = {state: Column(state, titles[state]) for state in COLUMNS}
    for place in places:
        columns[place.state].places.append(place)
    return list(columns.values())


def lanes_of(places: list[Place], *, by: str) -> list[Lane]:
    """One lane without a title, or one for each department or level that has complaints."""
    if by == "department":
        keys = {place.department_id: (place.department or _("no department")) for place in places}
        return [
            Lane(title, columns_of(place for place in places if place.department_id == key))
            for key, title in sorted(keys.items(), key=lambda item: item[1])
        ]
    if by == "level":
        levels = list(reversed(Complaint.Level.values))
        present = {place.level for place in places}
        return [
            Lane(
                str(Complaint.Level(level).label),
                columns_of(place for place in places if place.level == level),
            )
            for level in levels
            if level in present
        ]
    return [Lane("", columns_of(places))]


def deal_cards(lanes: list[Lane], *, whole: str, cards_for: Callable[[list[int]], dict[int, Card]]) -> None:
    """Gives each column the cards of its `SHOWN` most pressing complaints, the column named `whole` all of them."""
    shown = {
        id(column): column.places if column.name == whole else column.places[:SHOWN]
        for lane in lanes
        for column in lane.columns
    }
    cards = cards_for([place.pk for places in shown.values() for place in places])
    for lane in lanes:
        for column in lane.columns:
            column.cards = [cards[pk] for p in shown[id(column)] if (pk := p.pk) in cards]


def ageing(places: list[Place], *, chosen: str) -> list[dict[str, Any]]:
    """Open complaints by age, with the widths of the strip; the ages add up to the open ones."""
    open_places = [place for place in places if place.is_open]
    counts = {age: sum(place.age == age for place in open_places) for age in AGES}
    total, x = max(1, len(open_places)), 0.0
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
