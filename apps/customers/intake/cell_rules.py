"""Which rule judges which column, and the run over a whole column; a column's repeated values are judged once."""

import dataclasses
import datetime
import functools
import re
import zoneinfo
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from apps.customers.intake.amounts import check_amount, check_mileage
from apps.customers.intake.cell_text import ERROR_VALUES, SIMPLE_TEXT
from apps.customers.intake.columns import PHONES
from apps.customers.intake.dates import DayReader
from apps.customers.intake.findings import Checked, Finding, error
from apps.customers.intake.identities import check_gender, check_id_no
from apps.customers.intake.names import check_name
from apps.customers.intake.phones import check_phones
from apps.customers.intake.plain_texts import (
    USUAL_ENGINE_NO,
    USUAL_NUMBER,
    check_engine_no,
    check_number,
    check_text,
)
from apps.customers.intake.plates import PLATE, check_plate
from apps.customers.intake.sheet import Cell
from apps.customers.intake.table_finding import Table
from apps.customers.intake.vins import check_vin, is_good_vin

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
TEXTS = (
    "model",
    "colour",
    "repair_type",
    "service_advisor",
    "sales_consultant",
    "address",
    "remark",
    "source",
)
CLEAN_ALREADY: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(NUMBERS, USUAL_NUMBER.fullmatch),
    **dict.fromkeys(TEXTS, SIMPLE_TEXT.fullmatch),
    "engine_no": USUAL_ENGINE_NO.fullmatch,
    "plate_no": PLATE.fullmatch,
    "vin": is_good_vin,
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
    distinct = dict.fromkeys(cells)
    known: dict[Cell, Any] = _clean_already(distinct, name=name)
    faulty: dict[Cell, tuple[Finding, ...]] = {}
    for cell in distinct if not known else [cell for cell in distinct if cell not in known]:
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


def _clean_already(cells: Iterable[Cell], *, name: str) -> dict[Cell, Any]:
    """The cells that plainly are their own clean value; what is not plain is left to the rule.

    Most cells of most lists are: looking them over in one sweep costs a third of asking the rule for each.
    """
    if name not in CLEAN_ALREADY:
        return {}
    clean = list(filter(CLEAN_ALREADY[name], [cell for cell in cells if isinstance(cell, str)]))
    return dict(zip(clean, clean, strict=True))


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
