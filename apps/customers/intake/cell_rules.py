"""Which rule judges which column, and the run over a whole column; a column's repeated values are judged once."""

import dataclasses
import datetime
import functools
import re
import zoneinfo
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from apps.customers.intake.amounts import check_amount, check_mileage
from apps.customers.intake.cell_text import ERROR_VALUES
from apps.customers.intake.columns import PHONES
from apps.customers.intake.dates import DayReader
from apps.customers.intake.findings import Checked, Finding, error
from apps.customers.intake.identities import check_gender, check_id_no
from apps.customers.intake.names import check_name
from apps.customers.intake.phones import check_phones
from apps.customers.intake.plain_texts import check_engine_no, check_number, check_text
from apps.customers.intake.plates import check_plate
from apps.customers.intake.sheet import Cell
from apps.customers.intake.table_finding import Table
from apps.customers.intake.vins import check_vin

Rule = Callable[[Cell], Checked]
DAYS = ("delivered_on", "settled_on", "joined_on", "birthday")
NUMBERS = ("delivery_no", "settlement_no", "member_no")
PLAIN_RULES: dict[str, Rule] = {
    "customer_name": check_name,
    "plate_no": check_plate,
    "amount": check_amount,
    "mileage": check_mileage,
    "id_no": check_id_no,
    "gender": check_gender,
    "engine_no": check_engine_no,
}
PHONE_WORDS = re.compile(
    r"(?:客户|车主|基本)?(?:信息|资料)|电话|手机|号码|号|固定|备用|其他|座机|家庭|联系|\d|\s"
)


@dataclasses.dataclass(frozen=True)
class Setting:
    """What rules need beside the cell: the store's day and zone, and the offers a person has accepted."""

    today: datetime.date
    tz: zoneinfo.ZoneInfo
    accept: frozenset[str] = frozenset()


@dataclasses.dataclass
class Column:
    """A judged column: one value per data row, and the findings of the rows that have any."""

    values: list[Any]
    findings: dict[int, tuple[Finding, ...]]


def rule_for(name: str, *, table: Table, setting: Setting) -> Rule:
    """The rule of a canonical column."""
    if name in PLAIN_RULES:
        rule = PLAIN_RULES[name]
        return _times(rule, factor=table.factors[name]) if name in table.factors else rule
    if name in PHONES:
        label = _phone_label(name, table=table)
        return functools.partial(_labelled_phones, column=name, label=label) if label else _phone_rule(name)
    if name == "vin":
        return functools.partial(check_vin, accept=setting.accept)
    if name in DAYS:
        date_1904, birthday = table.sheet.date_1904, name == "birthday"
        return DayReader(name, setting.today, setting.tz, date_1904=date_1904, birthday=birthday).check
    return functools.partial(check_number if name in NUMBERS else check_text, column=name)


def check_column(cells: Sequence[Cell], *, name: str, rule: Rule) -> Column:
    """Each cell's clean value; the same cell is judged only once."""
    known: dict[Cell, Any] = {}
    faulty: dict[Cell, tuple[Finding, ...]] = {}
    for cell in dict.fromkeys(cells):
        known[cell], findings = rule(cell)
        if findings:
            faulty[cell] = findings
    for cell in ERROR_VALUES.intersection(known):
        known[cell] = () if name in PHONES else None
        faulty[cell] = (error("error_cell", name, cell),)
    findings_by_row = (
        {place: faulty[cell] for place, cell in enumerate(cells) if cell in faulty} if faulty else {}
    )
    return Column(list(map(known.__getitem__, cells)), findings_by_row)


def _times(rule: Rule, *, factor: int) -> Rule:
    def multiplied(cell: Cell) -> Checked:
        value, findings = rule(cell)
        if value is None:
            return Checked(None, findings)
        return Checked(value * (Decimal(factor) if isinstance(value, Decimal) else factor), findings)

    return multiplied


def _phone_rule(name: str) -> Rule:
    return functools.partial(check_phones, column=name)


def _labelled_phones(cell: Cell, *, column: str, label: str) -> Checked:
    checked = check_phones(cell, column=column)
    phones = tuple(phone if phone.label else phone._replace(label=label) for phone in checked.value)
    return Checked(phones, checked.findings)


def _phone_label(name: str, *, table: Table) -> str:
    """送修人 for a second phone headed 送修人电话; the first phone is the customer's own."""
    return "" if name == "phone" else PHONE_WORDS.sub("", table.header[table.mapping[name]])
