"""The rows of the queue as HTML, group by group."""

from datetime import datetime
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.callbacks.models import Callback
from apps.callbacks.services import CallLine
from apps.core.cells import Wording, opened, two, url_of
from apps.core.wording import masked_phone
from apps.customers.models import Order
from apps.desk.home.queue import Group, Line

KINDS, PAPERS = dict(Callback.Kind.choices), dict(Order.Kind.choices)
COLUMNS = 6


class Page(Wording):
    """The words the queue alone has."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.no_try, self.promised = escape(_("no try yet")), escape(_("Promised"))


def rows_of(groups: list[Group], *, now: datetime) -> SafeString:
    """The rows of the table's body; the first one is marked."""
    page, parts = Page(now), list[str]()
    for group in groups:
        parts.append(_heading(group))
        for line in group.lines:
            mark = ' aria-current="true"' if line is groups[0].lines[0] else ""
            parts.append(f'<tr id="call-{line.pk}" data-nav-row{mark}>')
            parts.extend(_cells(line, line.call, page))
            parts.append("</tr>")
    return SafeString("".join(parts))


def _heading(group: Group) -> str:
    due = f' data-due="{group.due}"' if group.due else ""
    count = f'<span class="count"{due}>{len(group.lines)}</span>'
    return f'<tr class="group"><th colspan="{COLUMNS}" scope="rowgroup">{escape(str(group.label))} {count}</th></tr>'


def _cells(line: Line, call: CallLine, page: Page) -> tuple[str, ...]:
    promise = f"<b>{page.moment(call.appointment_at)}</b>" if _is_promised(call) else ""
    return (
        f'<td data-cell="due">{page.due(call.duty)}</td>',
        opened(url_of("desk:call", call.pk), call.name, escape(masked_phone(line.phone))),
        two("car", escape(call.plate), escape(call.model)),
        two("extra", page.label(call.kind, KINDS) + _more(line), _paper(call, page)),
        two("last", _last(call, page), page.tries(call.tries)),
        f'<td data-cell="when" data-label="{page.promised}" class="nowrap">{promise}</td>',
    )


def _is_promised(call: CallLine) -> bool:
    return call.state == "appointed" and call.appointment_at is not None


def _more(line: Line) -> str:
    """How many other calls of the customer wait with this one."""
    more = len(line.others)
    return f"·{escape(_('%(more)s more') % {'more': more})}" if more else ""


def _paper(call: CallLine, page: Page) -> str:
    if not call.document_day:
        return escape(call.title)
    return f"{page.label(call.order_kind, PAPERS)} {page.day(call.document_day)}"


def _last(call: CallLine, page: Page) -> str:
    if call.last_at is None:
        return page.no_try
    return f"{escape(call.last_outcome)} {page.moment(call.last_at)}"
