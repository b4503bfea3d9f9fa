"""Cells of long tables as HTML: fifty rows of eight cells are two thousand tags of a template else.

Whoever puts in what people have typed escapes it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.badges import due_badge, tries
from apps.core.wording import day_words, due_mark, moment_words

PLACE = 987654321


class Wording:
    """What the rows of one page have in common is worded once: most are due on a few days and stand alike."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.why = escape(_("Why this moment"))
        self._badges: dict[tuple[Any, ...], str] = {}
        self._words: dict[Any, str] = {}

    def due(self, duty: Any) -> str:
        """The due moment as icon and word, linked to its explanation; `duty` is a tuple that opens with its id."""
        told = duty[1:]
        if told not in self._badges:
            self._badges[told] = due_badge(due_mark(duty, now=self.now))
        href = url_of("duties:why", duty[0])
        return f'<a class="due-link" href="{href}" title="{self.why}">{self._badges[told]}</a>'

    def day(self, day: date) -> str:
        if day not in self._words:
            self._words[day] = escape(day_words(day, now=self.now))
        return self._words[day]

    def moment(self, at: datetime) -> str:
        minute = at.replace(second=0, microsecond=0)
        if minute not in self._words:
            self._words[minute] = escape(moment_words(minute, now=self.now))
        return self._words[minute]

    def label(self, code: str, labels: Mapping[str, Any]) -> str:
        """The word of a kind or state."""
        key = (id(labels), code)
        if key not in self._words:
            self._words[key] = escape(str(labels.get(code, code)))
        return self._words[key]

    def tries(self, count: int) -> str:
        if count not in self._words:
            self._words[count] = tries(count)
        return self._words[count]


@lru_cache(maxsize=32)
def _url(name: str) -> tuple[str, str]:
    before, _place, after = reverse(name, args=[PLACE]).partition(str(PLACE))
    return before, after


def url_of(name: str, pk: int) -> str:
    """`reverse` for many rows of one page."""
    before, after = _url(name)
    return f"{before}{pk}{after}"


def two(place: str, first: str, second: str) -> str:
    """A cell of two lines; both are HTML already."""
    return f'<td data-cell="{place}"><span class="two-line"><span>{first}</span><span>{second}</span></span></td>'


def opened(href: str, name: str, note: str) -> str:
    """The cell whose link opens the row, a name and a note under it; the name is escaped here."""
    return (
        f'<td data-cell="who"><a class="two-line" data-nav-open href="{href}">'
        f'<span class="strong">{escape(name)}</span><span>{note}</span></a></td>'
    )
