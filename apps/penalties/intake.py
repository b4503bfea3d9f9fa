"""A file of wages, as human resources keep it: one line a person, name or sign-in name and the amount."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.refusal import Refused
from apps.core.sheet_rows import Rows, cell_text, read_rows

NAMES = {"姓名", "员工", "员工姓名", "人员", "登录名", "账号", "name", "person", "employee", "sign-in name"}
AMOUNTS = {
    "工资",
    "工资基数",
    "应发工资",
    "当月工资",
    "月工资",
    "金额",
    "wage",
    "wage base",
    "amount",
    "salary",
}


@dataclass
class WageFile:
    """Wages by user id, and the lines that could not be used with their reason."""

    wages: dict[int, Decimal] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


def read_wages(upload: Any, people: Iterable[User]) -> WageFile:
    """Read the first sheet of an xlsx file. Raises Refused when it is no table of names and wages."""
    rows = read_rows(upload)
    heading, name_column, amount_column = _find_columns(rows)
    found = WageFile()
    names = _by_name(people)
    for number, row in rows[heading:]:
        _read_line(found, number, cell_text(row[name_column]), row[amount_column], names)
    return found


def _find_columns(rows: Rows) -> tuple[int, int, int]:
    """The number of the heading line and the two columns."""
    for number, row in rows[:20]:
        titles = [cell_text(cell).lower() for cell in row]
        name = next((x for x, title in enumerate(titles) if title in NAMES), None)
        amount = next((x for x, title in enumerate(titles) if title in AMOUNTS), None)
        if name is not None and amount is not None:
            return number, name, amount
    message = _("No line with the headings Name and Wage was found.")
    raise Refused(message, field="file", code="invalid")


def _by_name(people: Iterable[User]) -> dict[str, list[User]]:
    names: dict[str, list[User]] = {}
    for user in people:
        for name in {user.name, user.username}:
            names.setdefault(name, []).append(user)
    return names


def _read_line(found: WageFile, number: int, name: str, cell: Any, names: dict[str, list[User]]) -> None:
    if not name:
        return
    users = names.get(name, [])
    if len(users) != 1:
        words = (
            _("several people have this name") if users else _("nobody of this name held a post in the month")
        )
        found.refused.append(
            _("Line %(line)s, %(name)s: %(why)s.") % {"line": number, "name": name, "why": words}
        )
        return
    amount = _amount(cell)
    if amount is None:
        words = _("the wage cannot be read")
        found.refused.append(
            _("Line %(line)s, %(name)s: %(why)s.") % {"line": number, "name": name, "why": words}
        )
        return
    found.wages[users[0].pk] = amount


def _amount(cell: Any) -> Decimal | None:
    """Numbers come as floats, kept to the cent; texts as 6,500.00 or ¥6500元."""
    text = cell_text(cell).replace(",", "").replace("，", "").strip("¥￥元 ")
    try:
        return Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
