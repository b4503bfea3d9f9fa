"""Rule values between their stored form and what a person reads and types."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.rulebook.catalogue import WORDS, PolicyKey

NUMBERS = {"days", "minutes", "count", "money", "percent", "optional_percent", "optional_count"}
UNITS = {
    "days": gettext_lazy("days"),
    "minutes": gettext_lazy("minutes"),
    "money": gettext_lazy("CNY"),
    "percent": "%",
    "optional_percent": "%",
}
SPAN = re.compile(r"(\d{1,2}:\d{2})\s*[–\-~至到]\s*(\d{1,2}:\d{2})")


def in_words(key: PolicyKey, value: Any) -> str:
    """The value as people read it: `09:00–11:30, 16:00–18:30`, `3 days`, `yes`."""
    if value is None:
        return "–"
    if key.kind in NUMBERS:
        return f"{value} {UNITS.get(key.kind, '')}".strip()
    if key.kind == "flag":
        return _("yes") if value else _("no")
    if key.kind == "hours":
        return "–".join(value)
    if key.kind == "windows":
        return _(", ").join("–".join(pair) for pair in value)
    if key.kind == "choice":
        return str(WORDS.get(value, value))
    if key.kind == "codes":
        return _(", ").join(str(WORDS.get(code, code)) for code in value)
    if key.kind == "lines":
        return ", ".join(
            f"{WORDS.get(line, line)} = {'–' if days is None else days}" for line, days in value.items()
        )
    return str(value)


def value_field(key: PolicyKey, value: Any) -> forms.Field:
    """The form field in which this rule's value is entered, filled with what is in force."""
    common = {"label": key.label, "help_text": key.help, "initial": value}
    if key.kind in NUMBERS:
        return forms.IntegerField(required=not key.kind.startswith("optional_"), **common)
    if key.kind == "flag":
        return forms.BooleanField(required=False, **common)
    choices = [(code, WORDS.get(code, code)) for code in key.choices]
    if key.kind == "choice":
        return forms.ChoiceField(choices=choices, **common)
    if key.kind == "codes":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    return forms.CharField(**{**common, "initial": in_words(key, value)})


def from_typed(key: PolicyKey, typed: Any) -> Any:
    """What the field gave, in stored form; what cannot be read stays as typed and is refused by the rulebook."""
    if key.kind in ("hours", "windows"):
        pairs = [[_two_digits(start), _two_digits(end)] for start, end in SPAN.findall(typed)]
        return pairs if key.kind == "windows" else (pairs[0] if len(pairs) == 1 else typed)
    if key.kind == "lines":
        return _lines(typed, names={str(WORDS.get(line, line)): line for line in key.default})
    return typed


def _two_digits(clock: str) -> str:
    return clock.zfill(5)


def _lines(typed: str, *, names: dict[str, str]) -> Any:
    found: dict[str, int | None] = {}
    for part in re.split(r"[,，\n]", typed):
        line, equals, days = (piece.strip() for piece in part.partition("="))
        if not equals or (days not in ("", "–", "-") and not days.isdecimal()):
            return typed
        found[names.get(line, line)] = int(days) if days.isdecimal() else None
    return found
