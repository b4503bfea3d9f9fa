"""The script beside the form (S67): greeting, body and closing with the customer's data filled in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from apps.accounts.models import User
from apps.callbacks.models import Callback, Script
from apps.callbacks.services import Piece, fill, script_for

PARTS = ("greeting", "body", "closing")


@dataclass(frozen=True)
class Lines:
    """A script ready to be read aloud; `version` is None where the house has written none."""

    script: Script | None
    opening: list[list[Piece]]
    closing: list[list[Piece]]


def lines_of(script: Script | None, values: dict[str, str]) -> Lines:
    """The parts in the reader's language, one entry a paragraph."""
    if script is None:
        return Lines(None, [], [])
    filled = {part: _paragraphs(script.part(part), values) for part in PARTS}
    return Lines(script, filled["greeting"] + filled["body"], filled["closing"])


def _paragraphs(text: str, values: dict[str, str]) -> list[list[Piece]]:
    return [fill(line, values) for line in text.splitlines() if line.strip()]


def script_of(callback: Callback, *, who: str, car: str, today: date, by: User) -> Lines:
    return lines_of(script_for(callback.kind, on=today), values_of(callback, who=who, car=car, by=by))


def values_of(callback: Callback, *, who: str, car: str, by: User) -> dict[str, str]:
    """What each place of a script becomes for this call."""
    order: Any = callback.order
    return {
        "customer": who,
        "agent": by.name or by.username,
        "store": callback.store.name,
        "car": car,
        "plate": callback.vehicle.plate if callback.vehicle else "",
        "day": date_format(order.document_day, "MONTH_DAY_FORMAT") if order else "",
        "document": order.number if order else callback.duty.title,
        "advisor": str(order.served_by or order.served_by_name) if order else "",
    }
