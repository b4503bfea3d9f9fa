"""The brand's list of scores for a month (S39): one line a score; whose it is, by name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Department, User
from apps.core.refusal import Refused
from apps.core.sheet_rows import Rows, cell_text, read_rows
from apps.reports.models import SatisfactionScore

Indicator = SatisfactionScore.Indicator
HEADINGS = {
    "indicator": {"指标", "项目", "调查", "indicator"},
    "score": {"得分", "分数", "成绩", "score"},
    "department": {"部门", "department"},
    "person": {"个人", "人员", "姓名", "销售顾问", "服务顾问", "顾问", "person", "name"},
    "target": {"目标", "目标值", "目标分", "target"},
}
NAMED = {"css": Indicator.CSS, "csi": Indicator.CSI, "销售满意度": Indicator.CSS, "售后满意度": Indicator.CSI}
NOTHING = {"", "–", "-", "—", "/"}
MOST_FAULTS = 8


@dataclass(frozen=True)
class ScoreLine:
    """A score of the list; neither department nor person: the whole store."""

    number: int
    indicator: str
    score: Decimal
    target: Decimal | None
    department: Department | None
    person: User | None


@dataclass
class _Reading:
    departments: dict[str, Department]
    people: dict[str, list[User]]
    columns: dict[str, int]
    found: list[ScoreLine] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_scores(upload: Any, *, departments: Iterable[Department], people: Iterable[User]) -> list[ScoreLine]:
    """The scores on the first sheet. Lines without a score, and those of our own callbacks, are passed over.

    Raises Refused at `file`: no Excel file, no headings, nothing in it, or lines nobody understands, each named.
    """
    rows = read_rows(upload)
    heading, columns = _find_columns(rows)
    by_name: dict[str, list[User]] = {}
    for user in people:
        by_name.setdefault(user.name, []).append(user)
    reading = _Reading({one.name: one for one in departments}, by_name, columns)
    for number, row in rows[heading:]:
        _read_line(reading, number, {name: row[x] for name, x in columns.items() if x < len(row)})
    if reading.faults:
        more = ["…"] if len(reading.faults) > MOST_FAULTS else []
        raise Refused(" ".join([*reading.faults[:MOST_FAULTS], *more]), field="file", code="invalid")
    if not reading.found:
        raise Refused(_("The list holds no score of the brand."), field="file", code="invalid")
    return reading.found


def _find_columns(rows: Rows) -> tuple[int, dict[str, int]]:
    """The number of the heading line, and where each known column stands."""
    for number, row in rows[:20]:
        titles = [cell_text(cell).lower() for cell in row]
        found = {
            name: next(x for x, title in enumerate(titles) if title in words)
            for name, words in HEADINGS.items()
            if words & set(titles)
        }
        if {"indicator", "score"} <= set(found):
            return number, found
    message = _("No line with the headings Indicator and Score was found.")
    raise Refused(message, field="file", code="invalid")


def _read_line(reading: _Reading, number: int, row: dict[str, Any]) -> None:
    told = {name: cell_text(cell) for name, cell in row.items()}
    if told["score"] in NOTHING or told["indicator"].lower() in _own_words():
        return
    try:
        reading.found.append(_line(reading, number, told))
    except ValueError as fault:
        reading.faults.append(_("Line %(line)s: %(why)s.") % {"line": number, "why": fault})


def _line(reading: _Reading, number: int, told: dict[str, str]) -> ScoreLine:
    said, department, person = told["indicator"].lower(), None, None
    indicator = next((found for words, found in NAMED.items() if words in said), None)
    if indicator is None:
        raise ValueError(_("%(name)s is neither CSS nor CSI") % {"name": told["indicator"]})
    if (name := told.get("department", "")) not in NOTHING:
        department = reading.departments.get(name)
        if department is None:
            raise ValueError(_("there is no department %(name)s") % {"name": name})
    if (name := told.get("person", "")) not in NOTHING:
        named = reading.people.get(name, [])
        if len(named) != 1:
            raise ValueError(
                _("several people are called %(name)s") % {"name": name}
                if named
                else _("nobody called %(name)s held a post in the month") % {"name": name}
            )
        person = named[0]
    score, target = _points(told["score"]), told.get("target", "")
    wanted = None if target in NOTHING else _points(target)
    return ScoreLine(number, indicator, score, wanted, department, person)


def _points(text: str) -> Decimal:
    try:
        points = Decimal(text.replace(",", "").rstrip("分%％"))
    except InvalidOperation:
        raise ValueError(_("%(text)s is no score") % {"text": text}) from None
    return points.quantize(Decimal("0.1")) if points.is_finite() else points


def _own_words() -> set[str]:
    """What our own workbook calls the callbacks' scores, in either language."""
    words = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words.add(str(Indicator.CALLS.label).lower())
    return words
