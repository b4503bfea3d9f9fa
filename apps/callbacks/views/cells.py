"""The cells of the list of calls, made ready for the template: fifty rows of eight cells are two thousand tags else.

Each makes HTML of its own and escapes what people have typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.callbacks.services.call_lines import KINDS, STATES, CallLine, Due
from apps.core.badges import due_badge, tries
from apps.core.wording import day_words, due_mark, moment_words

PLACE = 987654321


class Page:
    """What the lines of one page have in common is worded once: most are due on a few days and stand alike."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.silent, self.no_try = escape(_("do not call")), escape(_("no try yet"))
        self.nobody = f'<span class="badge">{escape(_("Nobody"))}</span>'
        self.why = escape(_("Why this moment"))
        self._badges: dict[tuple[Any, ...], str] = {}
        self._words: dict[Any, str] = {}

    def badge(self, duty: Due) -> str:
        """The due moment as icon and word."""
        told = duty[1:]
        if told not in self._badges:
            self._badges[told] = due_badge(due_mark(duty, now=self.now))
        return self._badges[told]

    def day(self, day: date) -> str:
        if day not in self._words:
            self._words[day] = escape(day_words(day, now=self.now))
        return self._words[day]

    def label(self, code: str, labels: dict[str, Any]) -> str:
        """The word of a kind or state."""
        if code not in self._words:
            self._words[code] = escape(str(labels.get(code, code)))
        return self._words[code]

    def tries(self, count: int) -> str:
        if count not in self._words:
            self._words[count] = tries(count)
        return self._words[count]


Cell = Callable[[CallLine, Page], str]


@dataclass(frozen=True)
class Column:
    """A column one may show: `sort` names an order of the list."""

    key: str
    label: Any
    cell: Cell
    sort: str = ""
    usual: bool = True


@lru_cache(maxsize=8)
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


def due(line: CallLine, page: Page) -> str:
    href = url_of("duties:why", line.duty.pk)
    badge = page.badge(line.duty)
    return f'<td data-cell="due"><a class="due-link" href="{href}" title="{page.why}">{badge}</a></td>'


def customer(line: CallLine, page: Page) -> str:
    silent = page.silent if line.do_not_call else ""
    return (
        f'<td data-cell="who"><a class="two-line" data-nav-open href="{url_of("desk:call", line.pk)}">'
        f'<span class="strong">{escape(line.name)}</span><span>{silent}</span></a></td>'
    )


def car(line: CallLine, page: Page) -> str:
    return two("car", escape(line.plate), escape(line.model))


def document(line: CallLine, page: Page) -> str:
    day = f"·{page.day(line.document_day)}" if line.document_day else ""
    return two("extra", page.label(line.kind, KINDS), f"{escape(line.title)}{day}")


def state(line: CallLine, page: Page) -> str:
    promised = line.state == "appointed" and line.appointment_at
    words = escape(moment_words(promised, now=page.now)) if promised else ""
    return two("extra", page.label(line.state, STATES), words)


def last(line: CallLine, page: Page) -> str:
    if line.last_at is None:
        return two("last", page.no_try, page.tries(line.tries))
    words = f"{line.last_outcome} {moment_words(line.last_at, now=page.now)}"
    return two("last", escape(words), page.tries(line.tries))


def agent(line: CallLine, page: Page) -> str:
    return f'<td data-cell="extra">{escape(line.owner) if line.owner else page.nobody}</td>'


def department(line: CallLine, page: Page) -> str:
    return f'<td data-cell="extra">{escape(line.department)}</td>'


COLUMNS = (
    Column("due", gettext_lazy("Call by"), due, sort="due"),
    Column("customer", gettext_lazy("Customer"), customer),
    Column("car", gettext_lazy("Car"), car),
    Column("document", gettext_lazy("Kind and document"), document, sort="entered"),
    Column("state", gettext_lazy("State"), state, sort="promised"),
    Column("last", gettext_lazy("Last try"), last),
    Column("agent", gettext_lazy("Agent"), agent),
    Column("department", gettext_lazy("Department"), department, usual=False),
)
ALWAYS = "customer"


def chosen_columns(names: list[str]) -> tuple[Column, ...]:
    """The columns asked for in their own order, the customer always; the usual ones when none was asked for."""
    asked = {*names, ALWAYS} & {column.key for column in COLUMNS}
    if asked == {ALWAYS}:
        return tuple(column for column in COLUMNS if column.usual)
    return tuple(column for column in COLUMNS if column.key in asked)


TICK = '<input type="checkbox" data-select-row value="{}" aria-label="{}">'


def rows_of(lines: list[CallLine], columns: tuple[Column, ...], *, ticks: bool, now: datetime) -> SafeString:
    """The rows of the table's body; with `ticks` open calls can be chosen."""
    cells = [column.cell for column in columns]
    page, parts = Page(now), list[str]()
    for line in lines:
        parts.append(f'<tr id="row-{line.pk}" data-nav-row>')
        if ticks:
            box = TICK.format(line.pk, escape(line.title)) if line.is_open else ""
            parts.append(f'<td class="fit" data-cell="extra">{box}</td>')
        parts.extend(cell(line, page) for cell in cells)
        parts.append("</tr>")
    return SafeString("".join(parts))
