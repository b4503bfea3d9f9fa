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
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from apps.callbacks.services import CallLine
from apps.core.badges import due_badge, tries
from apps.core.wording import day_words, due_mark, moment_words

Cell = Callable[[CallLine, datetime], str]
PLACE = 987654321


@dataclass(frozen=True)
class Column:
    """A column one may show: `sort` names an order of the list."""

    key: str
    label: Any
    cell: Cell
    sort: str = ""
    usual: bool = True


@lru_cache(maxsize=8)
def _url(name: str) -> str:
    return reverse(name, args=[PLACE])


def url_of(name: str, pk: int) -> str:
    """`reverse` for many rows of one page."""
    return _url(name).replace(str(PLACE), str(pk))


def two(place: str, first: str, second: str) -> str:
    """A cell of two lines; both are HTML already."""
    return f'<td data-cell="{place}"><span class="two-line"><span>{first}</span><span>{second}</span></span></td>'


@lru_cache(maxsize=512)
def short_words(day: date, now: datetime, language: str) -> str:
    """`day_words` once for each day of a page; `language` is a part of the question."""
    return day_words(day, now=now)


def due(line: CallLine, now: datetime) -> str:
    badge = due_badge(due_mark(line.duty, now=now), href=url_of("duties:why", line.duty.pk))
    return f'<td data-cell="due">{badge}</td>'


def customer(line: CallLine, now: datetime) -> str:
    silent = escape(_("do not call")) if line.do_not_call else ""
    return (
        f'<td data-cell="who"><a class="two-line" data-nav-open href="{url_of("desk:call", line.pk)}">'
        f'<span class="strong">{escape(line.name)}</span><span>{silent}</span></a></td>'
    )


def car(line: CallLine, now: datetime) -> str:
    return two("car", escape(line.plate), escape(line.model))


def document(line: CallLine, now: datetime) -> str:
    day = f"·{short_words(line.document_day, now, get_language())}" if line.document_day else ""
    return two("extra", escape(line.kind_label), escape(f"{line.title}{day}"))


def state(line: CallLine, now: datetime) -> str:
    promised = line.state == "appointed" and line.appointment_at
    words = moment_words(promised, now=now) if promised else ""
    return two("extra", escape(line.state_label), escape(words))


def last(line: CallLine, now: datetime) -> str:
    if line.last_at is None:
        return two("last", escape(_("no try yet")), tries(line.tries))
    words = f"{line.last_outcome} {moment_words(line.last_at, now=now)}"
    return two("last", escape(words), tries(line.tries))


def agent(line: CallLine, now: datetime) -> str:
    who = escape(line.owner) if line.owner else f'<span class="badge">{escape(_("Nobody"))}</span>'
    return f'<td data-cell="extra">{who}</td>'


def department(line: CallLine, now: datetime) -> str:
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
    parts: list[str] = []
    for line in lines:
        parts.append(f'<tr id="row-{line.pk}" data-nav-row>')
        if ticks:
            box = TICK.format(line.pk, escape(line.title)) if line.is_open else ""
            parts.append(f'<td class="fit" data-cell="extra">{box}</td>')
        parts.extend(cell(line, now) for cell in cells)
        parts.append("</tr>")
    return SafeString("".join(parts))
