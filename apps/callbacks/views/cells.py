"""The cells of the list of calls: each makes HTML of its own and escapes what people have typed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.callbacks.services.call_lines import KINDS, STATES, CallLine
from apps.core.cells import Wording, opened, two, url_of


class Page(Wording):
    """The words this list alone has."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.silent, self.no_try = escape(_("do not call")), escape(_("no try yet"))
        self.nobody = f'<span class="badge">{escape(_("Nobody"))}</span>'


Cell = Callable[[CallLine, Page], str]


@dataclass(frozen=True)
class Column:
    """A column one may show: `sort` names an order of the list."""

    key: str
    label: Any
    cell: Cell
    sort: str = ""
    usual: bool = True


def due(line: CallLine, page: Page) -> str:
    return f'<td data-cell="due">{page.due(line.duty)}</td>'


def customer(line: CallLine, page: Page) -> str:
    return opened(url_of("desk:call", line.pk), line.name, page.silent if line.do_not_call else "")


def car(line: CallLine, page: Page) -> str:
    return two("car", escape(line.plate), escape(line.model))


def document(line: CallLine, page: Page) -> str:
    day = f"·{page.day(line.document_day)}" if line.document_day else ""
    return two("extra", page.label(line.kind, KINDS), f"{escape(line.title)}{day}")


def state(line: CallLine, page: Page) -> str:
    promised = line.state == "appointed" and line.appointment_at
    words = page.moment(promised) if promised else ""
    return two("extra", page.label(line.state, STATES), words)


def last(line: CallLine, page: Page) -> str:
    if line.last_at is None:
        return two("last", page.no_try, page.tries(line.tries))
    words = f"{escape(line.last_outcome)} {page.moment(line.last_at)}"
    return two("last", words, page.tries(line.tries))


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
