"""Which rows below a heading are data, and why the others are not: every row is accounted for."""

import dataclasses
import re
from collections.abc import Iterator, Sequence

from apps.customers.intake.cell_text import half_width, tidy
from apps.customers.intake.headings import meaning, normalise
from apps.customers.intake.sheet import Merge, Row, Sheet

TOTAL = re.compile(
    r"[(\[]?(?:本页|本月|本日|本期|全部|总)?(?:合|总|小|累|共)\s*计|总数|共\s*\d+\s*[条行笔台辆]|"
    r"SUB\s*TOTAL|TOTAL|SUM\b",
    re.I,
)
FOOTER = re.compile(
    r"制表|制单|打印|审核|复核|审批|导出|操作[员人]|经办|填表|统计(?:人|时间|日期)|报表|第\s*\d+\s*页|共\s*\d+\s*页|"
    r"说明:|备注:|签[字名]|负责人|PRINTED|PAGE\s*\d",
    re.I,
)
LABEL_CELLS = 3


@dataclasses.dataclass(frozen=True)
class Skipped:
    """A row that is no data: reason blank | title | total | footer | repeated_header | hidden (left out by hand)."""

    row_no: int
    reason: str


@dataclasses.dataclass(frozen=True)
class Frame:
    """What sorting needs to know: the words of the heading, the title's texts, and where phone and numbers stand."""

    heading_words: frozenset[str]
    titles: frozenset[str]
    phone: int
    documents: tuple[int, ...]


def make_frame(sheet: Sheet, *, first: int, last: int, mapping: dict[str, int]) -> Frame:
    """The frame below heading rows `first` to `last` (as on screen); without a phone column the first one serves."""
    words = {normalise(cell) for row in sheet.rows[first - 1 : last] for cell in row if cell != ""}
    titles = {tidy(cell) for row in sheet.rows[: first - 1] for cell in row if tidy(cell)}
    documents = tuple(
        mapping[name] for name in ("delivery_no", "settlement_no", "member_no") if name in mapping
    )
    return Frame(frozenset(words - {""}), frozenset(titles), mapping.get("phone", 0), documents)


def sort_rows(rows: Sequence[Row], *, start: int, frame: Frame) -> tuple[list[int], list[Skipped]]:
    """(indexes of the data rows, the others with their reason) of `rows[start:]`."""
    data: list[int] = []
    skipped: list[Skipped] = []
    phone = frame.phone
    for index in range(start, len(rows)):
        cell = rows[index][phone]
        # A row whose phone cell begins with a digit is data; only the rest needs a closer look.
        if cell != "" and (not isinstance(cell, str) or cell[0].isdigit()):
            data.append(index)
        elif reason := _reason(rows[index], frame=frame):
            skipped.append(Skipped(index + 1, reason))
        else:
            data.append(index)
    return data, skipped


def _reason(row: Row, *, frame: Frame) -> str | None:
    texts = [text for cell in row if (text := tidy(cell))]
    if not texts:
        return "blank"
    if _repeats_heading(row, texts=texts, frame=frame):
        return "repeated_header"
    if len(set(texts)) == 1 and texts[0] in frame.titles:
        return "title"
    labels = [half_width(text) for text in texts[:LABEL_CELLS]]
    if _has_number(row, frame=frame):
        return None
    if any(TOTAL.match(label) for label in labels):
        return "total"
    return "footer" if any(FOOTER.match(label) for label in labels) else None


def _repeats_heading(row: Row, *, texts: list[str], frame: Frame) -> bool:
    alike = sum(1 for text in texts if normalise(text) in frame.heading_words or meaning(text))
    return alike >= 2 and alike * 10 >= len(texts) * 6


def _has_number(row: Row, *, frame: Frame) -> bool:
    """A document or member number makes a row data, whatever its first words say."""
    texts = (half_width(tidy(row[index])) for index in frame.documents)
    return any(text and not TOTAL.match(text) and not FOOTER.match(text) for text in texts)


def fill_merges(sheet: Sheet, *, start: int, single: frozenset[int]) -> list[Row]:
    """The rows with cells merged downwards filled from their first row, columns in `single` apart.

    A merged amount counts once, so its column stays as it is.
    """
    changed: dict[int, list] = {}
    for merge in sheet.merges:
        if merge.bottom > merge.top > start:
            for index, column in _below(merge, width=len(sheet.rows[0]), height=len(sheet.rows)):
                if column not in single:
                    row = changed.setdefault(index, list(sheet.rows[index]))
                    row[column] = sheet.rows[merge.top - 1][merge.left]
    if not changed:
        return sheet.rows
    return [tuple(changed[index]) if index in changed else row for index, row in enumerate(sheet.rows)]


def _below(merge: Merge, *, width: int, height: int) -> Iterator[tuple[int, int]]:
    if merge.left < width:
        for index in range(merge.top, min(merge.bottom, height)):
            yield index, merge.left
